import { useSyncExternalStore } from 'react';
import { currentState, type PlaygroundState, subscribe } from './playground-state.ts';

/** The state of the page, for components: they render again when it changes. */
export const usePlayground = (): PlaygroundState => useSyncExternalStore(subscribe, currentState);
