import { TooEarly } from '@soko/event-bus';
import type { Envelope } from '@soko/events';
import { gather } from '@soko/outbox';
import { isStale } from '../domain/is-stale.ts';
import { type Letter, mailTo } from '../domain/mail-to.ts';
import type { NotificationsServices } from '../services.ts';
import type { Reader } from '../domain/reader.ts';
import { type Contact, findContacts } from '../store/contacts.ts';
import { composeTogether, type EventDrafts } from './compose-messages.ts';

/** A letter that an event calls for. Null when the reader needs none. */
export type PlannedLetter =
  /** To the buyer of an order: to their account, or to a guest at the address that orders knows. */
  | { to: 'buyer'; orderId: string; buyerId: string | null; write: (reader: Reader) => Letter | null }
  /** To a person with an account. */
  | { to: 'person'; userId: string; write: (reader: Contact) => Letter | null }
  /** To the owner of a seller. */
  | { to: 'seller'; sellerId: string; write: (reader: Contact) => Letter | null };

/** The events of a consumer, with what they call for. */
interface Plan {
  event: Envelope;
  letters: readonly PlannedLetter[];
  /** Why the event could not be handled together with the others. */
  fault: { error: unknown } | null;
}

/** Someone whose address is not looked up yet. */
type Addressee = { userId: string } | Reader | null;

/** Letters about orders may wait so long for others: they are composed and saved together. */
const lingerMs = 200;

/** Asks once for each key. */
function asked<T>(ask: (key: string, correlationId: string) => Promise<T>) {
  const answers = new Map<string, Promise<T>>();
  return (key: string, correlationId: string): Promise<T> => {
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = ask(key, correlationId);
    answers.set(key, answer);
    return answer;
  };
}

function createDirectory({ findGuest, findSellerOwner }: NotificationsServices) {
  const guest = asked(findGuest);
  const owner = asked(findSellerOwner);
  return async (letter: PlannedLetter, { correlationId }: Envelope): Promise<Addressee> => {
    if (letter.to === 'seller') {
      const userId = await owner(letter.sellerId, correlationId);
      return userId === null ? null : { userId };
    }
    if (letter.to === 'person') return { userId: letter.userId };
    if (letter.buyerId !== null) return { userId: letter.buyerId };
    const found = await guest(letter.orderId, correlationId);
    return found && { userId: null, ...found, firstName: null };
  };
}

interface Addressed {
  letter: PlannedLetter;
  to: Addressee;
}

/** The drafts of an event. Throws `TooEarly` while a contact is not known. */
const draftsOf = (
  addressed: readonly Addressed[],
  contacts: ReadonlyMap<string, Contact | null>,
): EventDrafts['drafts'] =>
  addressed.flatMap(({ letter, to }) => {
    if (to === null) return [];
    const contact = 'email' in to ? to : contacts.get(to.userId);
    if (contact === undefined) throw new TooEarly(`The contact of ${to.userId} is not known yet.`);
    const written = contact && letter.write(contact as Contact);
    return contact && written ? [mailTo(contact, written)] : [];
  });

/** Handles events together. One that cannot be handled gets its fault, and holds up no other. */
async function writeAll(services: NotificationsServices, plans: readonly Plan[], group: string): Promise<void> {
  const find = createDirectory(services);
  const addressed = await Promise.all(
    plans.map(async (plan) => {
      try {
        const to = await Promise.all(plan.letters.map((letter) => find(letter, plan.event)));
        return { plan, addressed: plan.letters.map((letter, index) => ({ letter, to: to[index]! })) };
      } catch (error) {
        plan.fault = { error };
        return { plan, addressed: [] };
      }
    }),
  );
  const people = addressed.flatMap((each) =>
    each.addressed.flatMap(({ to }) => (to === null || 'email' in to ? [] : [to.userId])),
  );
  const contacts = await findContacts(services.pool, people);
  const events = addressed.flatMap(({ plan, addressed: letters }): EventDrafts[] => {
    try {
      return [{ event: plan.event, drafts: draftsOf(letters, contacts) }];
    } catch (error) {
      plan.fault = { error };
      return [];
    }
  });
  await composeTogether(services, events, group);
}

/**
 * The handlers of a consumer that writes letters: those of several partitions and of a moment together, in three statements.
 * When one event fails, its partition gets its events one by one; those that were handled change nothing then.
 */
export function createLetterWriter<Event extends Envelope>(
  services: NotificationsServices,
  group: string,
  lettersOf: (event: Event) => readonly PlannedLetter[],
) {
  const together = gather<Plan>((plans) => writeAll(services, plans, group), { lingerMs });
  const planOf = (event: Event): Plan => ({
    event,
    letters: isStale(event.time, services.now()) ? [] : lettersOf(event),
    fault: null,
  });
  const throwFault = (plans: readonly Plan[]): void => {
    const fault = plans.find((plan) => plan.fault !== null)?.fault;
    if (fault) throw fault.error;
  };
  return {
    async handle(event: Event): Promise<void> {
      const plan = planOf(event);
      await writeAll(services, [plan], group);
      throwFault([plan]);
    },
    async handleMany(events: readonly Event[]): Promise<void> {
      const plans = events.map(planOf).filter(({ letters }) => letters.length > 0);
      if (plans.length === 0) return;
      await together(plans);
      throwFault(plans);
    },
  };
}
