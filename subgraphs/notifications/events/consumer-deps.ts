import type { ComposeDeps } from '../commands/compose-messages.ts';
import type { ContactStore } from '../store/contact-store.ts';

/** What the consumers of this subgraph work with. */
export interface ConsumerDeps extends ComposeDeps {
  contacts: ContactStore;
}
