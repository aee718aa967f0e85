/** A phrase that readers stumble over, and the words to write instead. */
export interface Phrase {
  pattern: RegExp;
  write: string;
  /** Comments and the titles of specs are searched as well. Without it, only what users and operators read. */
  alsoInComments?: true;
}

/**
 * The phrases that `npm run words:check` refuses. docs/words.md explains the terms to use. Patterns ignore case; code in
 * backticks is not searched.
 */
export const phrases: Phrase[] = [
  // Verbs that stand for an ordinary one.
  { pattern: /\banew\b/, write: 'again, or a new one', alsoInComments: true },
  {
    pattern: /\b(let|lets|letting) go\b/,
    write: 'void (a payment), release (a reservation), end, remove',
    alsoInComments: true,
  },
  { pattern: /\bcome(s)? to nothing\b/, write: 'fail; end without a result', alsoInComments: true },
  { pattern: /\bgo(es)? well\b(?! with)/, write: 'succeed', alsoInComments: true },
  { pattern: /\b(is|are|was|were) to be had\b/, write: 'is available', alsoInComments: true },
  {
    pattern:
      /\b(is|are|was|were|be|been|being|nobody|somebody|nothing|one) told\b|\btold (of|about|by|to|at|sealed|once)\b/,
    write: 'published (an event), notified (a person), reported',
    alsoInComments: true,
  },
  { pattern: /\btold\b/, write: 'published, notified, reported, said' },
  { pattern: /\btells? (of|about|it|it to|whoever|everybody|nobody)\b/, write: 'publishes, reports, shows' },
  { pattern: /\bcame of\b/, write: 'the result of', alsoInComments: true },
  { pattern: /\bcome(s)? to rest\b/, write: 'stop changing; reach a final status', alsoInComments: true },
  { pattern: /\blooks? on\b/, write: 'can view' },
  { pattern: /\blook at it again\b/, write: 'is not valid', alsoInComments: true },
  { pattern: /\bput against\b/, write: 'compare with', alsoInComments: true },
  { pattern: /\bmends?\b|\bmending\b|\bmended\b/, write: 'correct, fix' },
  { pattern: /\bmeets? (a|the|one) (challenge|demand|alternative)/, write: 'passes, satisfies' },
  { pattern: /\btakes? the role\b/, write: 'requires the role', alsoInComments: true },
  { pattern: /\bneed(s)? mending\b/, write: 'invalid' },
  { pattern: /\bshut(s)? (it|the|a|down by|them)\b/, write: 'close' },
  { pattern: /\blet(s)? in\b/, write: 'admit; include' },
  { pattern: /\bleave(s)? in\b/, write: 'include' },
  { pattern: /\btaken off\b(?! sale)/, write: 'discount; deducted' },
  { pattern: /\bgive(s|n)? back\b|\bgave back\b/, write: 'refund (money), return' },
  { pattern: /\bgive(s)? out\b|\bgave out\b|\bgiven out\b/, write: 'issue' },
  { pattern: /\bstands? for it\b/, write: 'name the thing' },
  { pattern: /\bgot no answer\b/, write: 'received no response' },
  { pattern: /\bis nobody\b(?! else)/, write: 'does not exist; has not accepted the invitation', alsoInComments: true },
  { pattern: /\bsee(s)? to (it|that)\b/, write: 'ensure' },
  { pattern: /\bhas to say\b|\bsay where to\b|\bsay why in\b/, write: 'must pass `field`; `field` is required' },
  { pattern: /\bwrites? (it|the address) down\b/, write: 'must pass `address`' },
  { pattern: /\btried first\b/, write: 'too common' },
  { pattern: /\bthe signature does not fit\b/, write: 'invalid signature' },
  { pattern: /\bshould there be\b|\bwere there\b/, write: 'if there is' },
  { pattern: /\bcannot be told apart\b|\btell(s)? apart\b/, write: 'distinguish' },

  // People and things without a name.
  { pattern: /\bwhoever\b|\bwhomever\b/, write: 'the person, caller or process that …', alsoInComments: true },
  {
    pattern: /\bsomebody\b|\bsomeone\b/,
    write: 'name who: a person, another user, another process, a buyer, staff',
  },
  { pattern: /\bnobody\b|\bno one\b/, write: 'no user, no process; or turn it round: "only … can …"' },
  { pattern: /\beverybody\b/, write: 'all users; name them' },
  { pattern: /\bwhom\b/, write: 'name the person: the buyer, the member, the viewer' },
  { pattern: /\bthe house('s)?\b/, write: 'the marketplace; Soko', alsoInComments: true },
  { pattern: /\ba stranger\b|\bstrangers\b/, write: 'another user; a new reader' },
  { pattern: /\bthe like\b/, write: 'name the kind' },

  // Relative clauses and questions without a noun.
  { pattern: /\bof which nothing\b|\bof which no\b/, write: 'without …' },
  { pattern: /(^|[.;:] )of what\b|\bwith what\b|\bin what\b(?! (order|follows))/, write: 'name the thing' },
  { pattern: /(^|[.;:,] )what (of|is) (a|an|it|them|the)\b.*\bis (told|kept|known)\b/, write: 'name the thing' },
  { pattern: /\bwhat there is\b|\bwhat there are\b/, write: 'name the thing' },
  { pattern: /\bso (many|much|long)\b(?! (as|that))/, write: 'the number, amount or time that …' },
  { pattern: /\bhow many from the (start|end)\b/, write: 'Number of items to return, 1 to 100. Default 20.' },
  { pattern: /\bwhen left out\b/, write: 'Default X. / Omit to …' },
  { pattern: /\bwithout it, (all|every|everything|everybody|none|no)\b/, write: 'Omit to …' },
  { pattern: /\bcontinue (after|before) this cursor\b/, write: 'Returns items after this cursor.' },
  { pattern: /\bwhere they lie\b|\bwhere a page lies\b/, write: 'Position of this page in the list.' },
  { pattern: /\bin which order\b/, write: 'Sort order.' },
  { pattern: /\bnot any more\b/, write: 'no longer; removed' },
  { pattern: /\bat (the )?moment of\b/, write: 'when' },
  { pattern: /\bthere may not be more\b/, write: 'the limit is reached' },
  { pattern: /\bthere is no room\b/, write: 'the limit is reached' },
  { pattern: /\bwhat is meant\b/, write: 'name the thing' },
  { pattern: /\bor none of it\b/, write: 'or nothing is changed' },

  // Wordings of errors that name no value.
  { pattern: /\bexpected more than nothing\b/, write: 'The amount must be greater than zero.', alsoInComments: true },
  { pattern: /\bthat was not the\b/, write: 'The … is wrong.' },
  { pattern: /\bdo not go into\b/, write: 'Cannot pack …' },
  { pattern: /\bnothing can be given\b/, write: 'cannot be refunded' },
  { pattern: /\bthis is not one\b|\bis not one (this|that)\b/, write: 'Invalid … for this …' },
  { pattern: /\bmay do this\b/, write: 'This requires the role …' },

  // One word for several things, and old words for one.
  { pattern: /\bwish(es)?\b(?![ -]lists?)/, write: 'request, command (a wishlist is spelled in one word)' },
  { pattern: /\bheld (anew|again)\b|\bhold(s)? anew\b/, write: 're-authorised', alsoInComments: true },
  { pattern: /\bmoney (is |was |that is )?held\b|\bholds? (the|its|their) money\b/, write: 'authorised' },
  { pattern: /\bdead letter box\b|\bdead post\b/, write: 'dead letter' },
  { pattern: /\bthe books\b/, write: 'the accounts; the ledger' },
  {
    pattern: /\bthence\b|\bhence\b|\bthereby\b|\bwherefrom\b|\bwhereby\b|\bthereof\b|\bwherein\b/,
    write: 'so, by that',
  },
  { pattern: /\bsaying it twice\b|\bdoing it twice is\b/, write: 'a repeat has no effect', alsoInComments: true },
];
