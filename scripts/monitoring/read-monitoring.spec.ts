import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { metricsIn, readAlerts, readQueries } from './read-monitoring.mjs';

/** The rows of the table of alerts in docs/operating.md: what each is called, and its condition. */
function documentedAlerts(): { row: string; condition: string }[] {
  const [, section = ''] = /\n## Alerts\n([^]*?)\n## /.exec(readFileSync('docs/operating.md', 'utf8')) ?? [];
  const rows = [...section.matchAll(/^\| (.+?) +\| (.+?) +\|/gm)].map(([, row, condition]) => ({
    row: row!,
    condition: condition!,
  }));
  return rows.filter(({ row }) => row !== 'alert' && !/^-+$/.test(row));
}

describe('the rules of alerts', () => {
  it('are those of the documentation, about the same metrics', () => {
    const alerts = readAlerts();
    const rules = new Map(alerts.map(({ row, expr }) => [row, metricsIn(expr)]));
    const documented = documentedAlerts();
    expect(documented.map(({ row }) => row).toSorted()).toEqual([...rules.keys()].toSorted());
    expect(rules.size).toBe(alerts.length);
    for (const { row, condition } of documented)
      expect({ row, metrics: rules.get(row) }).toEqual({ row, metrics: expect.arrayContaining(metricsIn(condition)) });
  });

  it('and the boards name the metrics that they need', () => {
    const withoutMetric = readQueries().filter(({ expr }) => metricsIn(expr).length === 0);
    // Whether a service answers is known to Prometheus itself.
    expect(withoutMetric.map(({ expr }) => expr)).toEqual(['up{job=~"soko.*"} == 0']);
    expect(metricsIn('rate(soko_a_seconds_bucket[5m]) + soko_b_total{soko="c"}')).toEqual([
      'soko_a_seconds',
      'soko_b_total',
    ]);
  });
});
