import { refuse } from '@soko/refusals';

interface Gap {
  producer: string;
  expected: number;
  found: number;
  line: number;
}

interface Progress {
  applied: number;
  repeated: number;
  problems: { line: number; seq: number | null; reason: string }[];
}

/** `done` counts the lines before the gap. */
export const feedGap = (gap: Gap, done: Progress) =>
  refuse(
    'FeedGap',
    `Line ${gap.line} has the number ${gap.found} of ${gap.producer}, but ${gap.expected} comes next. Send the missing lines first, or pass \`acceptGap\`.`,
    { ...gap, applied: done.applied, repeated: done.repeated, problems: done.problems },
  );

export type FeedGap = ReturnType<typeof feedGap>;
