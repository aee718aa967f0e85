/** Every panel reads from the Prometheus that the viewer of the board chooses. */
const datasource = { type: 'prometheus', uid: '${datasource}' };

const columns = 24;

const [width, height] = [8, 8];

/**
 * One panel of a board.
 * @param {string} title
 * @param {Record<string, string> | string} queries PromQL by legend, with `{{label}}` for labels; or one query of one number
 * @param {{ unit?: string, about?: string, stacked?: boolean }} [look] `unit` is a unit of Grafana, such as `s`
 */
export const panel = (title, queries, look = {}) => ({ title, queries, ...look });

const targetsOf = (queries) =>
  Object.entries(typeof queries === 'string' ? { '': queries } : queries).map(([legend, expr], index) => ({
    refId: String.fromCodePoint(65 + index),
    datasource,
    expr,
    ...(legend === '' ? {} : { legendFormat: legend }),
  }));

const panelObject = ({ title, queries, unit = 'short', about, stacked = false }, index) => ({
  id: index + 1,
  type: typeof queries === 'string' ? 'stat' : 'timeseries',
  title,
  ...(about === undefined ? {} : { description: about }),
  datasource,
  gridPos: {
    x: (index * width) % columns,
    y: Math.floor((index * width) / columns) * height,
    w: width,
    h: height,
  },
  fieldConfig: {
    defaults: { unit, min: 0, custom: stacked ? { stacking: { mode: 'normal' }, fillOpacity: 20 } : {} },
    overrides: [],
  },
  targets: targetsOf(queries),
});

/** A dashboard of Grafana, three panels in a row, as it is imported or provisioned. */
export const board = (name, title, description, panels) => ({
  uid: `soko-${name}`,
  title,
  description,
  tags: ['soko'],
  schemaVersion: 39,
  editable: true,
  timezone: 'browser',
  time: { from: 'now-3h', to: 'now' },
  refresh: '30s',
  templating: { list: [{ name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus' }] },
  panels: panels.map(panelObject),
});
