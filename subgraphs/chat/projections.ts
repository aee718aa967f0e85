import { chatBlock } from '@soko/events';
import type { Projections } from '@soko/subgraph';

const blocks = { topic: chatBlock.name, groups: ['orders.offers'] };

/** A person who was just blocked makes no price offer. */
export const projections: Projections = { blockConversation: blocks, unblockConversation: blocks };
