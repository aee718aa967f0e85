import { answerList, listParams } from '../lists/list.ts';
import type { EventRecord } from '../records/kinds.ts';
import { noSuch } from '../wire/api-error.ts';
import { flag, list, text } from '../wire/params.ts';
import { type Call, type Route, route } from '../wire/route.ts';
import { renderEvent } from './render.ts';

const filters = { type: text(), types: list(text()), delivery_success: flag };

const typeMatches = (pattern: string, type: string): boolean =>
  pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type;

function wanted({ params, simulator }: Call<typeof filters>) {
  const patterns = params.type ? [params.type] : params.types;
  const isDelivered = ({ id }: EventRecord): boolean =>
    ![...simulator.records.oldestFirst('webhookEndpoints')].some((endpoint) =>
      simulator.records.get('deliveries', `${id} ${endpoint.id}`),
    );
  return (event: EventRecord): boolean =>
    (!patterns || patterns.some((pattern) => typeMatches(pattern, event.type))) &&
    (params.delivery_success === undefined || isDelivered(event) === params.delivery_success);
}

export const eventRoutes: readonly Route[] = [
  route('GET', '/v1/events', { ...listParams, ...filters }, (call) =>
    answerList(call, 'events', wanted(call), (event) => renderEvent(event, call.simulator.records, call.work.view)),
  ),
  route('GET', '/v1/events/:id', {}, ({ simulator, work, path }) => {
    const event = simulator.records.get('events', path.id!);
    if (!event || event.account !== work.account) throw noSuch('event', path.id!, 'id');
    return renderEvent(event, simulator.records, work.view);
  }),
];
