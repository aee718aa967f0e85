import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { unsubscribe } from '../commands/unsubscribe.ts';
import { readUnsubscribeToken } from '../domain/unsubscribe-token.ts';
import { donePage, invalidLinkPage, questionPage } from '../mail/unsubscribe-page.ts';
import type { NotificationsServices } from '../services.ts';

type Services = Pick<NotificationsServices, 'pool' | 'sealKeys' | 'now'>;

type Request = FastifyRequest<{ Querystring: { token?: unknown } }>;

/** Several tokens in one link are none. */
const tokenOf = ({ query: { token } }: Request): string => (typeof token === 'string' ? token : '');

const pageSecurity =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const send = (reply: FastifyReply, status: number, page: string): FastifyReply =>
  reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header('content-security-policy', pageSecurity)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-robots-tag', 'noindex')
    .header('x-content-type-options', 'nosniff')
    .send(page);

/**
 * `/mail/unsubscribe?token=…`: `GET` shows a page, `POST` unsubscribes, from that page or by a mail program with one click
 * (RFC 8058). The token is the only credential; no cookie and no body counts.
 */
export function unsubscribePages(app: FastifyInstance, services: Services): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 16 * 1024 }, (_request, _body, done) => done(null));
  app.get('/mail/unsubscribe', (request, reply) => {
    const said = readUnsubscribeToken(services.sealKeys, tokenOf(request as Request));
    if (said === null || said.topic === 'SECURITY') return send(reply, 404, invalidLinkPage());
    return send(reply, 200, questionPage(said.language, said.topic));
  });
  app.post('/mail/unsubscribe', async (request, reply) => {
    const done = await unsubscribe(services, tokenOf(request as Request));
    if (done === null || done.topic === 'SECURITY') return send(reply, 404, invalidLinkPage());
    return send(reply, 200, donePage(done.language, done.topic));
  });
}
