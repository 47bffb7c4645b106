/* From before the first byte: what each frame shows until Dash stands in the place of the plain content. */
(() => {
  'use strict';

  const watch = { blank: 0, double: 0, frames: 0, swap: null, shift: 0, jump: 0, moved: [] };
  window.watch = watch;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) { continue; }
      watch.shift += entry.value;
      watch.moved.push(...entry.sources.map(({ node, previousRect: was, currentRect: is }) =>
        `${node ? node.nodeName : '?'}.${node ? node.className : ''} ${was.x},${was.y} → ${is.x},${is.y}`));
    }
  }).observe({ type: 'layout-shift', buffered: true });

  /* Where the questions stand: Dash's have had their places unseen, so no layout shift is counted for the swap. */
  const tops = within => [...within.querySelectorAll('.card')].map(card => card.getBoundingClientRect().top + scrollY);
  let before = [];

  function look() {
    const root = document.getElementById('app-root');
    if (root) {
      const plain = document.getElementById('first-paint');
      const style = getComputedStyle(root);
      const seen = style.visibility === 'visible' && style.display !== 'none';
      watch.frames += 1;
      watch.blank += !plain && !seen;
      watch.double += Boolean(plain) && seen;
      if (!plain) { swapped(root); return; }
      before = tops(plain);
    } else if (document.readyState === 'complete') {
      return;
    }
    requestAnimationFrame(look);
  }

  function swapped(root) {
    const after = tops(root);
    const graphs = [...root.querySelectorAll('.dash-graph')];
    watch.jump = Math.max(0, ...before.map((top, i) => Math.abs(top - after[i])));
    watch.swap = {
      graphs: graphs.length,
      drawn: graphs.filter(graph => {
        const svg = graph.querySelector('.main-svg');
        return svg && svg.getBoundingClientRect().width > 100;
      }).length,
    };
  }
  requestAnimationFrame(look);
})();
