import { hasRole, type Viewer } from '@soko/auth';
import type { ContentPage } from './content-page.ts';
import { statusOfPage } from './content-page.ts';

/** The role of the viewer in the store. Null for those who have none. */
type StoreRole = string | null;

const holdsKey = (viewer: Viewer, storeId: string, scopes: readonly ('content:read' | 'content:write')[]): boolean =>
  viewer.kind === 'apiKey' && viewer.storeId === storeId && scopes.some((scope) => viewer.scopes.includes(scope));

/** All pages of a store are visible to its team without guests, to its API keys with a scope for them, and to support. */
export const mayListPages = (viewer: Viewer, storeId: string, role: StoreRole): boolean =>
  holdsKey(viewer, storeId, ['content:read', 'content:write']) ||
  (role !== null && role !== 'GUEST') ||
  hasRole(viewer, 'SUPPORT');

/** Pages are changed by members with the role ADMIN or MEMBER, by API keys that may, and by administrators of Soko. */
export const mayChangePages = (viewer: Viewer, storeId: string, role: StoreRole): boolean =>
  holdsKey(viewer, storeId, ['content:write']) || role === 'ADMIN' || role === 'MEMBER' || hasRole(viewer, 'ADMIN');

/** Everybody sees a page that is published. */
export const isPublic = (page: ContentPage, now: Date): boolean => statusOfPage(page, now) === 'PUBLISHED';
