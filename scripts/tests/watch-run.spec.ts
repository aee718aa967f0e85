import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { watchRun } from './watch-run.mjs';

describe('watching a run of tests', () => {
  const reports: string[] = [];
  const watched = () => watchRun({ onStandstill: (report) => void reports.push(report), standstillMs: 100, endMs: 10 });

  beforeEach(() => {
    reports.length = 0;
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('names the files that run when nothing happens any more', () => {
    const watch = watched();
    watch.hear({ started: 'a.spec.ts' });
    watch.hear({ started: 'b.spec.ts' });
    watch.hear({ finished: 'a.spec.ts' });
    jest.advanceTimersByTime(99);
    watch.hear({ progress: 'b.spec.ts' });
    jest.advanceTimersByTime(99);
    expect(reports).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(reports).toEqual([expect.stringContaining('Still running:\n  b.spec.ts')]);
    expect(watch.stop()).toBe(true);
  });

  it('names what is open when jest does not exit after the last test', () => {
    const watch = watched();
    watch.hear({ complete: true });
    watch.hear({ open: ['TCPSocketWrap', 'Timeout', 'TCPSocketWrap'] });
    jest.advanceTimersByTime(10);
    expect(reports).toEqual([expect.stringContaining('  2 × TCPSocketWrap\n  1 × Timeout')]);
  });

  it('says nothing of a run that ends', () => {
    const watch = watched();
    watch.hear({ complete: true });
    expect(watch.stop()).toBe(false);
    jest.advanceTimersByTime(1_000);
    expect(reports).toEqual([]);
  });
});
