import { amountOf, factsBlock, letter } from './letter.ts';
import type { OrderTemplates } from './template-data.ts';

const hello = (firstName: string | null): string => (firstName === null ? 'Habari,' : `Habari ${firstName},`);

const reasonLine = (reason: string | null): string | null => (reason === null ? null : `Sababu: ${reason}`);

const facts = ({ number, titles, total }: Parameters<OrderTemplates['order-confirmed']>[0]) =>
  factsBlock([
    ['Agizo', number],
    ['Bidhaa', titles],
    ['Jumla', amountOf('sw', total)],
  ]);

/** Swahili texts about orders. */
export const swOrders: OrderTemplates = {
  'order-confirmed': (order) =>
    letter(
      `Agizo lako ${order.number} limethibitishwa`,
      hello(order.firstName),
      'Asante kwa agizo lako. Muuzaji amelipokea, na tutakuandikia litakapofungashwa.',
      facts(order),
    ),
  'order-packed': (order) =>
    letter(
      `Agizo lako ${order.number} limefungashwa`,
      hello(order.firstName),
      'Agizo lako limefungashwa na litaondoka ghalani hivi karibuni.',
      facts(order),
    ),
  'order-reduced': ({ oldTotal, ...order }) =>
    letter(
      `Sehemu ya agizo lako ${order.number} haikuwepo`,
      hello(order.firstName),
      `Baadhi ya bidhaa za agizo lako hazikuwepo. Utalipa ${amountOf('sw', order.total)} badala ya ${amountOf('sw', oldTotal)}.`,
      facts(order),
    ),
  'order-shipped': (order) =>
    letter(
      `Agizo lako ${order.number} liko njiani`,
      hello(order.firstName),
      'Msafirishaji ana kifurushi chako.',
      facts(order),
    ),
  'order-delivery-failed': ({ firstName, number, reason }) =>
    letter(
      `Hatukuweza kufikisha agizo lako ${number}`,
      hello(firstName),
      `Msafirishaji hakuweza kufikisha agizo lako ${number}, na atajaribu tena.`,
      reasonLine(reason),
    ),
  'order-delivered': (order) =>
    letter(
      `Agizo lako ${order.number} limefika`,
      hello(order.firstName),
      'Agizo lako limefikishwa. Kama kuna tatizo, tueleze kwenye agizo au wasiliana na huduma kwa wateja.',
      facts(order),
    ),
  'order-cancelled': ({ reason, ...order }) =>
    letter(
      `Agizo lako ${order.number} limefutwa`,
      hello(order.firstName),
      'Agizo lako limefutwa. Hutalipa chochote: kiasi kilichotengwa kimeachiliwa.',
      reasonLine(reason),
      facts(order),
    ),
  'order-refunded': ({ firstName, number, amount }) =>
    letter(
      `Tumekurudishia pesa za agizo lako ${number}`,
      hello(firstName),
      `Tumekurudishia ${amountOf('sw', amount)} kwa agizo lako ${number}. Inaweza kuchukua siku kadhaa hadi benki yako ionyeshe.`,
    ),
  'order-failed': ({ firstName, number, reason }) =>
    letter(
      `Hatukuweza kukamilisha agizo lako ${number}`,
      hello(firstName),
      `Agizo lako ${number} halikukamilika. Kiasi ulicholipa kinarudishwa.`,
      reasonLine(reason),
    ),
  'payment-needs-action': ({ firstName }) =>
    letter(
      'Thibitisha malipo ya agizo lako',
      hello(firstName),
      'Benki yako inakuomba uthibitishe malipo ya agizo lako. Fungua agizo na uthibitishe.',
      'Hatuulizi kamwe nambari ya kadi yako au nambari ya siri ya benki kwa barua pepe.',
    ),
  'payment-failed': ({ firstName, number, reason }) =>
    letter(
      `Malipo ya agizo lako ${number} hayakufaulu`,
      hello(firstName),
      `Hatukuweza kupokea malipo ya agizo lako ${number}, kwa hiyo halikuwekwa. Unaweza kuagiza tena kwa njia nyingine ya malipo.`,
      reasonLine(reason),
    ),
  'order-sold': ({ firstName, number, titles, total, fee }) =>
    letter(
      `Umeuza: agizo ${number}`,
      hello(firstName),
      'Mnunuzi ameagiza kutoka kwako.',
      factsBlock([
        ['Agizo', number],
        ['Bidhaa', titles],
        ['Jumla', amountOf('sw', total)],
        ['Ada ya soko', amountOf('sw', fee)],
      ]),
    ),
  'sale-cancelled': ({ firstName, number, reason }) =>
    letter(
      `Agizo ${number} limefutwa`,
      hello(firstName),
      `Agizo ${number} limefutwa. Bidhaa zake ziko tena kwenye akiba yako.`,
      reasonLine(reason),
    ),
  'stock-low': ({ firstName, sku, available }) =>
    letter(
      'Akiba yako imepungua',
      hello(firstName),
      `Kwa bidhaa yako yenye SKU ${sku} zimebaki ${available}. Ongeza akiba ili wanunuzi waendelee kuagiza.`,
    ),
};
