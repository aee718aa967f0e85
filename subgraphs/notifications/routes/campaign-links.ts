import type { FastifyInstance } from 'fastify';
import type { NotificationsServices } from '../services.ts';
import { findMailOfCampaign, noteClicked, noteOpened } from '../store/campaigns/recipients.ts';
import { isOwnLink } from '../tracking/campaign-links.ts';

type Services = Pick<NotificationsServices, 'pool' | 'sealKeys' | 'tracksCampaigns' | 'now'>;

/** A transparent picture of one pixel. */
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

const headers = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' };

const gone = 'This link is not valid any more.';

/** The number of a link, as it was written into the mail. Null for anything else. */
const numberOf = (text: string): number | null => (/^\d$/.test(text) ? Number(text) : null);

/**
 * `GET /mail/opened/…` and `GET /mail/clicked/…`: the links of campaigns. The target of a link is in the campaign, not in the
 * address, so the route leads nowhere else. A link that Soko did not sign counts nothing.
 */
export function campaignLinks(app: FastifyInstance, { pool, sealKeys, tracksCampaigns, now }: Services): void {
  app.get<{ Params: { messageId: string; picture: string } }>(
    '/mail/opened/:messageId/:picture',
    { exposeHeadRoute: false },
    async ({ params: { messageId, picture } }, reply) => {
      const signature = picture.replace(/\.gif$/, '');
      if (tracksCampaigns && isOwnLink(sealKeys, { messageId, purpose: 'opened', signature }))
        await noteOpened(pool, messageId, now());
      return reply.headers(headers).type('image/gif').send(pixel);
    },
  );
  app.get<{ Params: { messageId: string; link: string; signature: string } }>(
    '/mail/clicked/:messageId/:link/:signature',
    { exposeHeadRoute: false },
    async ({ params: { messageId, link, signature } }, reply) => {
      const purpose = numberOf(link);
      const isOwn = purpose !== null && isOwnLink(sealKeys, { messageId, purpose, signature });
      const mail = isOwn ? await findMailOfCampaign(pool, messageId) : null;
      const text = mail?.texts.find(({ locale }) => locale === mail.locale);
      const target = text?.links[purpose ?? 0]?.url;
      if (target === undefined) return reply.code(404).headers(headers).type('text/plain; charset=utf-8').send(gone);
      if (tracksCampaigns) await noteClicked(pool, messageId, now());
      return reply.headers(headers).redirect(target, 302);
    },
  );
}
