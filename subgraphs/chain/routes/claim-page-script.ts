/**
 * What the claim page does in the browser: it asks the graph of the same host alone. Texts of stores are set as text, never as
 * HTML. The session lives as long as the tab.
 */
export const claimPageScript = String.raw`'use strict';
const code = decodeURIComponent(location.pathname.split('/').pop());
const at = (id) => document.getElementById(id);
const show = (id, isShown) => { at(id).hidden = !isShown; };
const say = (id, text) => { at(id).textContent = text ?? ''; show(id, Boolean(text)); };

const kept = 'soko-claim';
let session = JSON.parse(sessionStorage.getItem(kept) ?? 'null');
let challengeId = null;
let isNew = true;
let followed = null;

const keep = (token) => {
  session = token;
  if (token === null) sessionStorage.removeItem(kept);
  else sessionStorage.setItem(kept, JSON.stringify(token));
};

const headers = (more = {}) => ({
  'content-type': 'application/json',
  ...(session === null ? {} : { authorization: 'Bearer ' + session }),
  ...more,
});

async function ask(query, variables) {
  const answer = await fetch('/graphql', { method: 'POST', headers: headers(), body: JSON.stringify({ query, variables }) });
  const { data, errors } = await answer.json();
  if (errors?.length > 0) throw Object.assign(new Error(errors[0].message), { code: errors[0].extensions?.code });
  return data;
}

const mintFields = 'id status to transactionHash';
const linkQuery = 'query ClaimPage($code: String!) { claimLink(code: $code) { status quota claimed isRestricted startsAt token { name description imageUrl collection { name } } myClaim { mint { ' + mintFields + ' } } } }';
const refused = '... on UserError { code message }';
const sessionFields = '... on Session { accessToken } ... on VerificationRequired { challenge { id maskedTo } } ' + refused;
const signUpText = 'mutation ClaimSignUp($input: SignUpInput!) { signUp(input: $input) { ... on OtpChallenge { id maskedTo } ' + refused + ' } }';
const logInText = 'mutation ClaimLogIn($input: LogInInput!) { logIn(input: $input) { ' + sessionFields + ' } }';
const verifyText = 'mutation ClaimVerify($input: VerifyOtpInput!) { verifyOtp(input: $input) { ... on Session { accessToken } ' + refused + ' } }';
const claimText = 'mutation ClaimToken($input: ClaimTokenInput!) { claimToken(input: $input) { ... on Claim { mint { ' + mintFields + ' } } ' + refused + ' } }';
const followText = 'subscription ClaimProgress($id: ID!) { mintUpdated(mintId: $id) { ' + mintFields + ' } }';

const closedTexts = {
  USED_UP: 'Everything was claimed.',
  ENDED: 'This link has ended.',
  CLOSED: 'The store has closed this link.',
};

function showToken(link) {
  const { token } = link;
  document.title = token.name;
  at('name').textContent = token.name;
  at('collection').textContent = token.collection.name;
  say('description', token.description);
  const picture = at('picture');
  if (token.imageUrl !== null) {
    picture.alt = token.name;
    picture.src = token.imageUrl;
  }
  at('letter').textContent = [...token.name][0];
  show('picture', token.imageUrl !== null);
  show('letter', token.imageUrl === null);
  say('left', link.status === 'OPEN' ? (link.quota - link.claimed).toLocaleString() + ' of ' + link.quota.toLocaleString() + ' left' : null);
}

const steps = ['RESERVED', 'SUBMITTED', 'CONFIRMED'];
const sayings = {
  RESERVED: 'Your item is reserved. It waits to be sent.',
  QUEUED: 'Your item is reserved. It waits to be sent.',
  SUBMITTED: 'Your item was sent to the chain. It waits for confirmation.',
  CONFIRMED: 'The item is yours.',
  FAILED: 'The item could not be minted. Claim it again for another address, or write to the store.',
};

function showMint(mint) {
  for (const id of ['access', 'verify', 'left']) show(id, false);
  show('progress', true);
  show('claim', mint.status === 'FAILED');
  const reached = mint.status === 'QUEUED' ? 0 : steps.indexOf(mint.status);
  const hasFailed = mint.status === 'FAILED';
  [...at('steps').children].forEach((item, index) => {
    const isDone = !hasFailed && (index < reached || mint.status === 'CONFIRMED');
    item.className = isDone ? 'done' : hasFailed && index === 0 ? 'failed' : index === reached ? 'now' : '';
    if (index === reached && !isDone) item.setAttribute('aria-current', 'step');
    else item.removeAttribute('aria-current');
  });
  say('state', sayings[mint.status]);
  at('to').textContent = mint.to;
  say('hash', mint.transactionHash);
  show('transaction', mint.transactionHash !== null);
}

/** The events of a stream, as the graph sends them. */
async function* eventsOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value.replaceAll('\r', '')).split('\n\n');
    rest = parts.pop();
    for (const part of parts) {
      const lines = part.split('\n');
      const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice(5)).join('\n');
      if (lines.some((line) => /^event: ?next$/.test(line)) && data.trim() !== '') yield JSON.parse(data);
    }
  }
}

const hasEnded = ({ status }) => status === 'CONFIRMED' || status === 'FAILED';

/** Shows each change of a mint until it has ended. A stream that breaks off is opened again. */
async function follow(mint) {
  followed = mint.id;
  showMint(mint);
  let last = mint;
  while (followed === mint.id && !hasEnded(last)) {
    try {
      const body = JSON.stringify({ query: followText, variables: { id: mint.id } });
      const answer = await fetch('/graphql', { method: 'POST', headers: headers({ accept: 'text/event-stream' }), body });
      if (!answer.ok) throw new Error('The stream did not open.');
      // What happened before the stream was open.
      const { claimLink } = await ask(linkQuery, { code });
      if (claimLink.myClaim !== null) showMint((last = claimLink.myClaim.mint));
      if (hasEnded(last)) return;
      for await (const { data } of eventsOf(answer.body)) {
        if (data?.mintUpdated == null) continue;
        showMint((last = data.mintUpdated));
        if (hasEnded(last)) return;
      }
    } catch {
      // It is opened again below.
    }
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
}

function step(id, focus) {
  for (const each of ['access', 'verify', 'claim', 'progress']) show(each, each === id);
  if (focus !== null) at(focus).focus();
}

async function load(focuses) {
  const { claimLink: link } = await ask(linkQuery, { code });
  show('loading', false);
  if (link === null) return say('closed', 'This link is not valid. Copy the whole link from the message that you got.');
  show('token', true);
  showToken(link);
  if (link.myClaim !== null) return void follow(link.myClaim.mint);
  if (link.status === 'UPCOMING') return say('closed', 'You can claim from ' + new Date(link.startsAt).toLocaleString() + '.');
  if (link.status !== 'OPEN') return say('closed', closedTexts[link.status]);
  show('invited', link.isRestricted);
  step(session === null ? 'access' : 'claim', focuses ? (session === null ? 'email' : 'take') : null);
}

/** Runs the work of a form once at a time, and shows what went wrong. */
function onSubmit(id, work) {
  at(id).addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = event.target.querySelector('button[type=submit]');
    if (button.disabled) return;
    button.disabled = true;
    say(id + '-problem', null);
    try {
      await work();
    } catch (error) {
      if (error.code === 'UNAUTHENTICATED' && session !== null) {
        keep(null);
        step('access', 'email');
        say('access-problem', 'Your session has ended. Log in again.');
      } else say(id + '-problem', error.message);
    } finally {
      button.disabled = false;
    }
  });
}

/** The result of a mutation. Throws the message of a refusal. */
function accepted(result) {
  if (result.message !== undefined) throw new Error(result.message);
  return result;
}

function askForCode({ id, maskedTo }) {
  challengeId = id;
  at('sent-to').textContent = maskedTo;
  at('code').value = '';
  step('verify', 'code');
}

async function enter(token) {
  keep(token);
  await load(true);
}

onSubmit('access', async () => {
  const [email, password] = [at('email').value, at('password').value];
  if (isNew) {
    const input = { email, password, firstName: at('first-name').value, lastName: at('last-name').value };
    return askForCode(accepted((await ask(signUpText, { input })).signUp));
  }
  const result = (await ask(logInText, { input: { email, password } })).logIn;
  return result.challenge === undefined ? enter(accepted(result).accessToken) : askForCode(result.challenge);
});

onSubmit('verify', async () => {
  const result = (await ask(verifyText, { input: { challengeId, code: at('code').value } })).verifyOtp;
  await enter(accepted(result).accessToken);
});

const newKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

onSubmit('claim', async () => {
  const address = at('address').value.trim();
  const input = { code, idempotencyKey: newKey(), address: address === '' ? null : address };
  const { mint } = accepted((await ask(claimText, { input })).claimToken);
  void follow(mint);
  at('progress-title').focus();
});

function setNew(value) {
  isNew = value;
  show('names', isNew);
  for (const id of ['first-name', 'last-name']) at(id).required = isNew;
  at('access-title').textContent = isNew ? 'Create an account to claim' : 'Log in to claim';
  at('enter').textContent = isNew ? 'Continue' : 'Log in';
  at('switch').textContent = isNew ? 'I have an account' : 'I am new here';
  at('password').autocomplete = isNew ? 'new-password' : 'current-password';
  show('password-rule', isNew);
  say('access-problem', null);
}

at('switch').addEventListener('click', () => setNew(!isNew));
at('back').addEventListener('click', () => {
  setNew(false);
  step('access', 'email');
});
at('leave').addEventListener('click', () => {
  keep(null);
  step('access', 'email');
});
at('picture').addEventListener('error', () => {
  show('picture', false);
  show('letter', true);
});

setNew(true);
load(false).catch((error) => {
  if (error.code === 'UNAUTHENTICATED' && session !== null) {
    keep(null);
    return load(false);
  }
  show('loading', false);
  say('closed', error.message);
});
`;
