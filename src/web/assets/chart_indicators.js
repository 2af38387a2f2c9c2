// Lines of indicators, and the buttons that show and hide them and tell their values.
(() => {
  "use strict";
  const library = globalThis.LightweightCharts;
  const CHOICE_KEY = "signal-v2.indicators";
  const PANES = { price: 0, volume: 1, rsi: 2 };

  function createIndicators({ chart, words, book, bands, colors }) {
    const lines = new Map();
    function readChoice() {
      try {
        return JSON.parse(localStorage.getItem(CHOICE_KEY)) ?? {};
      } catch {
        return {};
      }
    }
    const choice = readChoice();
    function addIndicators(indicators) {
      for (const { id, label, pane, shown } of indicators) {
        if (lines.has(id)) continue;
        const place = lines.size % colors().lines.length;
        const isRsi = pane === "rsi";
        const series = chart.addSeries(library.LineSeries, {
          color: colors().lines[place],
          lineWidth: pane === "price" ? 1 : 1.5,
          visible: choice[id] ?? shown,
          priceLineVisible: false,
          lastValueVisible: false,
          crosshairMarkerVisible: false,
          ...(isRsi
            ? {
              priceFormat: { type: "custom", formatter: words.percent, minMove: 0.1 },
              autoscaleInfoProvider: widenToBounds,
            }
            : pane === "price"
            ? { priceFormat: { type: "custom", formatter: words.price, minMove: 0.00000001 } }
            : { priceFormat: { type: "custom", formatter: words.volume, minMove: 0.0001 } }),
        }, PANES[pane]);
        if (isRsi && ![...lines.values()].some((line) => line.pane === "rsi")) addRsiPane(series);
        lines.set(id, { series, place, pane, button: addButton({ id, label, place, series }) });
      }
      stretchPanes();
    }
    function widenToBounds(original) {
      const { minValue = 30, maxValue = 70 } = original()?.priceRange ?? {};
      return { priceRange: { minValue: Math.min(minValue, 20), maxValue: Math.max(maxValue, 80) } };
    }
    function addRsiPane(series) {
      series.priceScale().applyOptions({ scaleMargins: { top: 0.08, bottom: 0.08 } });
      for (const price of [30, 70]) {
        series.createPriceLine({
          price,
          color: colors().muted,
          lineWidth: 1,
          lineStyle: 2,
          axisLabelVisible: false,
        });
      }
      chart.panes()[2]?.attachPrimitive(bands.other);
    }
    function stretchPanes() {
      [6.2, 1.4, 1.7].forEach((share, i) => chart.panes()[i]?.setStretchFactor(share));
    }
    function addButton({ id, label, place, series }) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = `indicator indicator-${place + 1}`;
      button.id = `indicator-${id}`;
      const name = document.createElement("span");
      name.textContent = label;
      const value = document.createElement("span");
      value.className = "indicator-value";
      button.append(name, value);
      const show = (isShown) => button.setAttribute("aria-pressed", String(isShown));
      show(series.options().visible);
      button.addEventListener("click", () => {
        const isShown = !series.options().visible;
        series.applyOptions({ visible: isShown });
        show(isShown);
        choice[id] = isShown;
        try {
          localStorage.setItem(CHOICE_KEY, JSON.stringify(choice));
        } catch {
          // A browser that keeps nothing forgets the choice with the page.
        }
      });
      document.getElementById("indicators").append(button);
      return button;
    }
    function showValues(openMs) {
      for (const [id, { button, pane }] of lines) {
        const value = book.valueOf(id, openMs);
        const text = value === undefined
          ? "–"
          : { price: words.price, rsi: words.percent, volume: words.volume }[pane](value);
        button.querySelector(".indicator-value").textContent = text;
      }
    }
    return {
      add: addIndicators,
      showValues,
      recolor: () =>
        lines.forEach(({ series, place }) => series.applyOptions({ color: colors().lines[place] })),
      // For each line: its id and the series that draws it.
      each: (act) => lines.forEach(({ series }, id) => act(id, series)),
    };
  }
  Object.assign(globalThis.signalChart, { createIndicators });
})();
