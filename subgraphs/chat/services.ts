import type { Keys } from '@soko/env/keys';
import type { Envelope } from '@soko/events';
import type { Limits } from '@soko/limits';
import type { MediaStore } from '@soko/media';
import type pg from 'pg';
import type { Masking } from './domain/mask-contact-data.ts';
import type { PrismaClient } from './generated/prisma/client.ts';
import type { SubjectsPeer } from './peers/subjects.ts';
import type { TypingGate } from './typing-gate.ts';

/** Resources that the subgraph holds while it is open. */
export interface ChatServices {
  db: PrismaClient;
  pool: pg.Pool;
  limits: Limits;
  subjects: SubjectsPeer;
  media: MediaStore;
  /** Sign the links of pictures. */
  sealKeys: Keys;
  settings: ChatSettings;
  typingGate: TypingGate;
  /** Publishes an event that may be lost, without waiting for it. */
  publishFleeting(topic: string, event: Envelope): void;
  now: () => Date;
}

export interface ChatSettings {
  masking: Masking;
  messagesPerMinute: number;
  conversationsPerHour: number;
  waitingMs: number;
  maxPictureBytes: number;
  linkMs: number;
  /** URL at which the links of pictures begin. */
  publicUrl: string;
}
