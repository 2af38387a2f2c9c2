// A line where each session begins, with its date above: between two of them the market was closed, and time has no width.
(() => {
  "use strict";
  const LEAST_LINE_PX = 6;
  const LABEL_TOP_PX = 12;
  const ROOM_PX = 4;

  function createSessionLines({ chart, book, colors }) {
    const { toChartTime } = globalThis.signalChart;
    let lines = [];

    function measure() {
      const scale = chart.timeScale();
      const half = scale.options().barSpacing / 2;
      lines = book.sessionStarts().flatMap((at) => {
        const x = scale.timeToCoordinate(toChartTime(at));
        return x === null ? [] : [{ x: x - half, at }];
      });
    }
    const toDate = (at) => new Date(toChartTime(at) * 1000).toISOString().slice(5, 10);

    function draw(target, isLabelled) {
      target.useMediaCoordinateSpace(({ context, mediaSize: { width, height } }) => {
        const shown = lines.filter(({ x }) => x >= 0 && x <= width);
        // Closer than this the lines would be all that is seen.
        if (shown.length * LEAST_LINE_PX > width) return;
        context.save();
        context.strokeStyle = colors().muted;
        context.fillStyle = colors().muted;
        context.lineWidth = 1;
        context.font = `11px ${getComputedStyle(document.body).fontFamily}`;
        let freeFrom = -Infinity;
        for (const { x, at } of shown) {
          const place = Math.round(x) + 0.5;
          context.globalAlpha = 0.5;
          context.setLineDash([2, 3]);
          context.beginPath();
          context.moveTo(place, 0);
          context.lineTo(place, height);
          context.stroke();
          const text = toDate(at);
          const end = place + ROOM_PX + context.measureText(text).width;
          if (!isLabelled || place < freeFrom || end > width) continue;
          context.globalAlpha = 1;
          context.fillText(text, place + ROOM_PX, LABEL_TOP_PX);
          freeFrom = end + ROOM_PX;
        }
        context.restore();
      });
    }
    const viewOf = (isLabelled) => ({
      zOrder: () => "bottom",
      renderer: () => ({ draw: (target) => draw(target, isLabelled) }),
    });
    const [labelled, plain] = [viewOf(true), viewOf(false)];
    return {
      labelled: { updateAllViews: measure, paneViews: () => [labelled] },
      plain: { paneViews: () => [plain] },
    };
  }
  Object.assign(globalThis.signalChart, { createSessionLines });
})();
