/* Once every chart is as wide as its place, and painted so; the names of those that are not after ten seconds. */
() => new Promise(done => {
  const end = performance.now() + 10000;
  const off = () => [...document.querySelectorAll('.js-plotly-plot')].filter(chart => {
    const drawn = chart.querySelector('.main-svg').getBoundingClientRect().width;
    return Math.abs(drawn - chart.getBoundingClientRect().width) > 1;
  }).map(chart => chart.closest('.dash-graph').id);
  const look = () => {
    const found = off();
    if (found.length && performance.now() < end) { requestAnimationFrame(look); return; }
    requestAnimationFrame(() => requestAnimationFrame(() => done(found)));
  };
  requestAnimationFrame(look);
})
