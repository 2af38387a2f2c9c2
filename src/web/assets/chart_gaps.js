// Gaps as bands through all panes, each kind with its own hatching, and their reason where there is room for it.
(() => {
  "use strict";
  const HATCH_PX = 7;
  const ROOM_PX = 4;
  const LEAST_LABEL_PX = 40;
  const DENSE_PX = 8;
  const MARK_PX = 4;

  // One primitive for every pane; the first pane's places the labels too.
  function createGapBands({ chart, labels, book, colors, toText }) {
    const { toChartTime, fromChartTime } = globalThis.signalChart;
    const made = new Map();
    let bands = [];

    // From the middle of the space before the first missing bar to the middle of the space after the last one.
    function measure() {
      const scale = chart.timeScale();
      const half = scale.options().barSpacing / 2;
      const range = scale.getVisibleRange();
      if (!range) return bands = [];
      const firstMs = fromChartTime(range.from);
      const lastMs = fromChartTime(range.to);
      bands = book.holes.filter(({ fromMs, toMs }) => toMs > firstMs && fromMs <= lastMs).flatMap((hole) => {
        const left = scale.timeToCoordinate(toChartTime(hole.fromMs));
        const after = scale.timeToCoordinate(toChartTime(hole.toMs));
        const right = after ?? endOf(hole);
        return left === null || right === null ? [] : [{ hole, left: left - half, right: right - half }];
      });
    }
    // A gap that is not over yet ends behind its last slot, after which there is no time on the scale.
    function endOf({ toMs }) {
      const scale = chart.timeScale();
      const last = book.slots().findLast((at) => at < toMs);
      const x = last === undefined ? null : scale.timeToCoordinate(toChartTime(last));
      return x === null ? null : x + scale.options().barSpacing;
    }

    function place() {
      const { width } = labels.getBoundingClientRect();
      const paneWidth = Math.min(width, chart.timeScale().width());
      const used = new Set();
      for (const { hole, left, right } of bands) {
        const from = Math.max(0, left);
        const room = Math.min(paneWidth, right) - from - ROOM_PX;
        if (room < LEAST_LABEL_PX) continue;
        const label = made.get(hole.fromMs) ?? makeLabel(hole);
        const long = toText(hole, "\n");
        const short = toText({ kind: hole.kind });
        label.textContent = long;
        if (label.offsetWidth > room) label.textContent = short;
        if (label.offsetWidth > room) label.classList.add("too-small");
        else label.classList.remove("too-small");
        label.dataset.kind = hole.kind;
        label.style.transform = `translateX(${
          Math.round(from + (room + ROOM_PX) / 2 - label.offsetWidth / 2)
        }px)`;
        used.add(hole.fromMs);
      }
      for (const [fromMs, label] of made) {
        if (used.has(fromMs)) continue;
        label.remove();
        made.delete(fromMs);
      }
    }
    function makeLabel(hole) {
      const label = document.createElement("span");
      label.className = "gap-label";
      labels.append(label);
      made.set(hole.fromMs, label);
      return label;
    }

    // Where gaps stand closer than this, as weekends between the days of a file, they would hide what is drawn.
    function draw(target) {
      target.useMediaCoordinateSpace(({ context, mediaSize }) => {
        const isDense = bands.length * DENSE_PX > chart.timeScale().width();
        for (const { hole, left, right } of bands) {
          const width = Math.max(1, right - left);
          const isMark = isDense && width < DENSE_PX && hole.kind !== "no_trade";
          paint(context, {
            left,
            width,
            top: isMark ? mediaSize.height - MARK_PX : 0,
            height: mediaSize.height,
            kind: hole.kind,
          });
        }
      });
    }
    function paint(context, { left, width, top, height, kind }) {
      const color = colors()[kind];
      const isQuiet = kind === "no_trade";
      context.save();
      context.fillStyle = color;
      context.globalAlpha = isQuiet ? 0.1 : 0.12;
      // Quiet minutes may lie side by side with busy ones by the thousand; lost ones must be seen even when alone.
      if (top > 0) context.globalAlpha = 0.5;
      context.fillRect(left, top, isQuiet ? width : Math.max(1.5, width), height - top);
      if (top > 0) return context.restore();
      if (isQuiet && width < HATCH_PX) return context.restore();
      context.beginPath();
      context.rect(left, 0, width, height);
      context.clip();
      context.globalAlpha = 0.35;
      context.strokeStyle = color;
      context.lineWidth = 1;
      hatch(context, { left, width, height, kind });
      context.restore();
    }
    // Dots for quiet, one way for not asked, both ways for an outage: told apart without their colours.
    function hatch(context, { left, width, height, kind }) {
      const from = Math.max(0, left);
      const to = Math.min(left + width, chart.timeScale().width());
      context.beginPath();
      if (kind === "no_trade") {
        context.setLineDash([1, HATCH_PX - 1]);
        for (let y = 3; y < height; y += HATCH_PX) {
          context.moveTo(from, y);
          context.lineTo(to, y);
        }
      } else {
        const start = Math.floor((from - height) / HATCH_PX) * HATCH_PX;
        for (let x = start; x < to + height; x += HATCH_PX) {
          context.moveTo(x, height);
          context.lineTo(x + height, 0);
          if (kind === "outage") {
            context.moveTo(x, 0);
            context.lineTo(x + height, height);
          }
        }
      }
      context.stroke();
    }

    const view = { zOrder: () => "bottom", renderer: () => ({ draw }) };
    return {
      first: {
        updateAllViews() {
          measure();
          place();
        },
        paneViews: () => [view],
      },
      other: { paneViews: () => [view] },
    };
  }
  Object.assign(globalThis.signalChart, { createGapBands });
})();
