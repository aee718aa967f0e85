/** An event of a stream of server-sent events. */
export interface ServerSentEvent {
  event: string;
  data: string;
}

/** The event whose lines are read. */
interface Draft {
  event: string;
  data: string[];
  length: number;
}

const newDraft = (): Draft => ({ event: 'message', data: [], length: 0 });

function addLine(draft: Draft, line: string): void {
  const [, name, value = ''] = /^(event|data)(?:: ?(.*))?$/.exec(line) ?? [];
  if (name === undefined) return;
  draft.length += line.length;
  if (name === 'event') draft.event = value;
  else draft.data.push(value);
}

/**
 * The lines in chunks of text, which may end within a line, or between the two characters that end one. Each character is
 * looked at once. `onPart` gets the length of the line that has not ended.
 */
async function* linesIn(body: AsyncIterable<Uint8Array>, onPart: (length: number) => void) {
  const decoder = new TextDecoder();
  let parts: string[] = [];
  let length = 0;
  let endsWithReturn = false;
  for await (const chunk of body) {
    const text = decoder.decode(chunk, { stream: true });
    if (text === '') continue;
    let from = endsWithReturn && text.startsWith('\n') ? 1 : 0;
    endsWithReturn = text.endsWith('\r');
    const end = /\r\n|\n|\r/g;
    end.lastIndex = from;
    for (let found = end.exec(text); found !== null; found = end.exec(text)) {
      parts.push(text.slice(from, found.index));
      yield parts.join('');
      parts = [];
      length = 0;
      from = end.lastIndex;
    }
    if (from === text.length) continue;
    parts.push(text.slice(from));
    length += text.length - from;
    onPart(length);
  }
}

/**
 * The events in the body of a response, without comments. Throws for one that is longer than `maxLength` characters.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export async function* eventsIn(
  body: AsyncIterable<Uint8Array>,
  maxLength: number,
): AsyncGenerator<ServerSentEvent, void, void> {
  let draft = newDraft();
  const check = (further: number): void => {
    if (draft.length + further > maxLength) throw new Error(`An event is longer than ${maxLength} characters.`);
  };
  for await (const line of linesIn(body, check)) {
    if (line !== '') {
      addLine(draft, line);
      check(0);
      continue;
    }
    const { event, data } = draft;
    draft = newDraft();
    if (data.length > 0 || event !== 'message') yield { event, data: data.join('\n') };
  }
}

/** The text of a body, at most `maxBytes` of it. */
export async function textIn(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    parts.push(part.subarray(0, maxBytes - bytes));
    bytes += part.length;
    if (bytes >= maxBytes) break;
  }
  return new TextDecoder().decode(Buffer.concat(parts));
}
