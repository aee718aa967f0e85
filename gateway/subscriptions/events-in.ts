/** An event of a stream of server-sent events. */
export interface ServerSentEvent {
  event: string;
  data: string;
}

function readBlock(block: string): ServerSentEvent {
  const read = { event: 'message', data: [] as string[] };
  for (const line of block.split('\n')) {
    const [, name, value = ''] = /^(event|data)(?:: ?(.*))?$/.exec(line) ?? [];
    if (name === 'event') read.event = value;
    if (name === 'data') read.data.push(value);
  }
  return { event: read.event, data: read.data.join('\n') };
}

/**
 * The events in the body of a response, without comments. Throws for one that is longer than `maxLength` characters.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export async function* eventsIn(
  body: AsyncIterable<Uint8Array>,
  maxLength: number,
): AsyncGenerator<ServerSentEvent, void, void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    // A line may end with both characters, and the chunk between them.
    rest = `${rest}${decoder.decode(chunk, { stream: true })}`.replaceAll('\r\n', '\n');
    const blocks = rest.split('\n\n');
    rest = blocks.pop()!;
    for (const block of blocks.map(readBlock)) if (block.data !== '' || block.event !== 'message') yield block;
    if (rest.length > maxLength) throw new Error(`An event is longer than ${maxLength} characters.`);
  }
}
