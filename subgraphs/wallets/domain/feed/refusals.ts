import { refuse } from '@soko/refusals';
import type { FeedImportStatus } from './feed-import.ts';

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
    `Line ${gap.line} has the number ${gap.found} of ${gap.producer}, but ${gap.expected} comes next. The markets of the feed are suspended until the missing lines come, or are given up with \`acceptGap\`.`,
    { ...gap, applied: done.applied, repeated: done.repeated, problems: done.problems },
  );

/** `line` is the line that waits, and comes next. */
export const feedBusy = (waiting: { producer: string; seq: number; line: number }, done: Progress) =>
  refuse(
    'FeedBusy',
    `Line ${waiting.line} has to wait until an earlier settlement of its market is paid. Send the same text again.`,
    { ...waiting, applied: done.applied, repeated: done.repeated, problems: done.problems },
  );

export const noFeedGap = (producer: string) => refuse('NoFeedGap', `No line of the feed ${producer} is missing.`);

export type NoFeedGap = ReturnType<typeof noFeedGap>;
export type FeedBusy = ReturnType<typeof feedBusy>;
export type FeedGap = ReturnType<typeof feedGap>;

export type TooManyFeedFiles = ReturnType<typeof tooManyFeedFiles>;

export const tooManyFeedFiles = (max: number) =>
  refuse('TooManyFeedFiles', `You have ${max} files that wait or are being imported, which is the most.`, { max });

export type FeedImportNotStopped = ReturnType<typeof feedImportNotStopped>;

export const feedImportNotStopped = (status: FeedImportStatus) =>
  refuse(
    'FeedImportNotStopped',
    `This import has the status ${status}, or its file is not kept any more. Only a file that stopped at missing lines can go on.`,
    { status },
  );
