import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Journal<Line> {
  /** Passes the line to the operating system before it returns: a kill of this process loses nothing. */
  append(line: Line): void;
  /** Replaces all lines, or leaves the file unchanged. */
  rewrite(lines: Iterable<Line>): void;
  close(): void;
}

const newline = 10;

/** Every whole line of the file with the offset behind it. */
function* wholeLines(file: number): Generator<{ text: string; endsAt: number }> {
  const chunk = Buffer.alloc(1 << 20);
  let rest = Buffer.alloc(0);
  let offset = 0;
  for (;;) {
    const length = readSync(file, chunk, 0, chunk.length, null);
    if (length === 0) return;
    rest = Buffer.concat([rest, chunk.subarray(0, length)]);
    let start = 0;
    for (let end = rest.indexOf(newline); end !== -1; end = rest.indexOf(newline, start)) {
      yield { text: rest.toString('utf8', start, end), endsAt: offset + end + 1 };
      start = end + 1;
    }
    offset += start;
    rest = rest.subarray(start);
  }
}

/** Replays complete lines and cuts off an incomplete last one after a crash. */
function replayFile<Line>(path: string, replay: (line: Line) => void): void {
  const file = openSync(path, 'a+', 0o600);
  try {
    let good = 0;
    for (const { text, endsAt } of wholeLines(file)) {
      try {
        replay(JSON.parse(text) as Line);
      } catch (cause) {
        throw new Error(`${path} is damaged at byte ${good}. Delete it to start with empty state.`, { cause });
      }
      good = endsAt;
    }
    ftruncateSync(file, good);
  } finally {
    closeSync(file);
  }
}

const charactersAtOnce = 1 << 20;

/** Replaces a file. It is on the disk when this returns. */
function writeLines(path: string, lines: Iterable<unknown>): void {
  const file = openSync(path, 'w', 0o600);
  let text = '';
  for (const line of lines) {
    text += `${JSON.stringify(line)}\n`;
    if (text.length < charactersAtOnce) continue;
    writeSync(file, text);
    text = '';
  }
  writeSync(file, text);
  fsyncSync(file);
  closeSync(file);
}

/** A file that only grows, with one JSON value per line. Calls `replay` with the existing lines before it returns. */
export function openJournal<Line>(path: string, replay: (line: Line) => void): Journal<Line> {
  mkdirSync(dirname(path), { recursive: true });
  replayFile(path, replay);
  let file = openSync(path, 'a', 0o600);
  return {
    append(line) {
      writeSync(file, `${JSON.stringify(line)}\n`);
    },
    rewrite(lines) {
      const fresh = `${path}.new`;
      writeLines(fresh, lines);
      renameSync(fresh, path);
      closeSync(file);
      file = openSync(path, 'a', 0o600);
    },
    close: () => closeSync(file),
  };
}
