import type { RouteGroup } from '../route.ts';
import { command, oneOf, pageIn, pageOf } from './operations.ts';

const reading = ['contacts:read', 'contacts:write'] as const;
const writing = ['contacts:write'] as const;

export const contacts: RouteGroup = {
  name: 'Contacts',
  description: 'Contacts of a store with their tags and notes, and saved questions about them (segments).',
  routes: [
    {
      method: 'GET',
      path: '/contacts',
      access: reading,
      summary: 'Lists the contacts of a store. `query` is in the language of segments.',
      operation: pageOf('ListContacts', 'contacts', 'Contact', {
        variables: '$storeId: ID!, $search: String, $query: String, $orderBy: ContactOrderBy',
        args: 'storeId: $storeId, filter: { search: $search, query: $query }, orderBy: $orderBy',
      }),
    },
    {
      method: 'POST',
      path: '/contacts',
      access: writing,
      summary: 'Writes down a person. A contact that has the address gets the name and the tags.',
      operation: command('addContact', 'Contact'),
      status: 201,
    },
    {
      method: 'POST',
      path: '/contact-imports',
      access: writing,
      summary: 'Writes down the people of a CSV file of at most 2,000 rows.',
      operation: command('importContacts', 'ContactImport'),
    },
    {
      method: 'GET',
      path: '/contacts/{id}',
      access: reading,
      summary: 'Returns one contact.',
      operation: oneOf('GetContact', 'contact', 'Contact'),
    },
    {
      method: 'DELETE',
      path: '/contacts/{id}',
      access: writing,
      summary: 'Deletes a contact with its tags and notes.',
      operation: command('deleteContact', 'ContactDeleted'),
      fills: { id: 'contactId' },
      status: 204,
    },
    {
      method: 'POST',
      path: '/contacts/{id}/tags',
      access: writing,
      summary: 'Adds tags to a contact, and returns it.',
      operation: command('tagContact', 'Contact'),
      fills: { id: 'contactId' },
    },
    {
      method: 'DELETE',
      path: '/contacts/{id}/tags/{tag}',
      access: writing,
      summary: 'Removes a tag from a contact, and returns it.',
      operation: command('untagContact', 'Contact'),
      fills: { id: 'contactId', tag: 'tags' },
    },
    {
      method: 'GET',
      path: '/contacts/{id}/notes',
      access: reading,
      summary: 'Lists the notes about a contact, newest first. At most 100.',
      operation: 'query ListContactNotes($id: ID!) { result: contact(id: $id) { notes { ...ContactNote } } }',
      pick: 'notes',
    },
    {
      method: 'POST',
      path: '/contacts/{id}/notes',
      access: writing,
      summary: 'Writes a note about a contact, and returns the contact.',
      operation: command('addNote', 'Contact'),
      fills: { id: 'contactId' },
      status: 201,
    },
    {
      method: 'GET',
      path: '/segments',
      access: reading,
      summary: 'Lists the segments of a store by name. At most 100.',
      operation: 'query ListSegments($storeId: ID!) { result: segments(storeId: $storeId) { ...Segment } }',
    },
    {
      method: 'POST',
      path: '/segments',
      access: writing,
      summary: 'Saves a query about the contacts of a store under a name.',
      operation: command('createSegment', 'Segment'),
      status: 201,
    },
    {
      method: 'GET',
      path: '/segments/{id}',
      access: reading,
      summary: 'Returns one segment.',
      operation: oneOf('GetSegment', 'segment', 'Segment'),
    },
    {
      method: 'PATCH',
      path: '/segments/{id}',
      access: writing,
      summary: 'Changes the name or the query of a segment.',
      operation: command('updateSegment', 'Segment'),
      fills: { id: 'segmentId' },
    },
    {
      method: 'DELETE',
      path: '/segments/{id}',
      access: writing,
      summary: 'Deletes a segment. Its contacts stay.',
      operation: command('deleteSegment', 'SegmentDeleted'),
      fills: { id: 'segmentId' },
      status: 204,
    },
    {
      method: 'GET',
      path: '/segments/{id}/contacts',
      access: reading,
      summary: 'Lists the contacts that a segment finds now, in the order in which they were added.',
      operation: pageIn('ListSegmentContacts', 'segment(id: $id)', 'members', 'Contact'),
      pick: 'members',
    },
    {
      method: 'GET',
      path: '/segment-check',
      access: reading,
      summary: 'Reads a query without saving it, and counts the contacts that it finds now.',
      operation: `query CheckSegment($storeId: ID!, $query: String!) {
        result: checkSegment(storeId: $storeId, query: $query) { ...SegmentCheck }
      }`,
    },
  ],
};
