/** The look of the claim page, in light and in dark. */
export const claimPageStyle = `
:root { color-scheme: light dark; --page: #eef1f5; --card: #fff; --text: #1b1f24; --dim: #56616e; --line: #8793a1;
  --act: #0b5fd0; --bad: #b3261e; --good: #136c3a; --picture: #dde3ea; }
@media (prefers-color-scheme: dark) { :root { --page: #12161c; --card: #1d232c; --text: #e9edf3; --dim: #a9b4c2;
  --line: #74808f; --act: #2a6fd0; --bad: #ff8a80; --good: #6fd39a; --picture: #2a323d; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; padding: 24px 16px; background: var(--page); color: var(--text);
  font: 16px/1.5 -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif; }
main { max-width: 440px; margin: 0 auto; padding: 24px; border-radius: 16px; background: var(--card); }
img, .no-picture { display: block; width: 100%; aspect-ratio: 1; border-radius: 12px; background: var(--picture);
  object-fit: cover; }
.no-picture { display: grid; place-items: center; font-size: 64px; font-weight: 700; color: var(--dim); }
h1 { margin: 16px 0 0; font-size: 24px; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 24px 0 12px; font-size: 18px; }
p { margin: 8px 0; overflow-wrap: anywhere; }
.dim { color: var(--dim); }
.bad { color: var(--bad); }
label { display: block; margin: 12px 0 4px; font-weight: 600; }
input { width: 100%; min-height: 44px; padding: 8px 12px; border: 1px solid var(--line); border-radius: 8px;
  background: var(--card); color: inherit; font: inherit; }
button { min-height: 44px; padding: 10px 20px; border: 0; border-radius: 8px; background: var(--act); color: #fff;
  font: inherit; font-weight: 600; cursor: pointer; }
button.wide { width: 100%; margin-top: 16px; }
button.plain { padding: 10px 0; background: none; color: var(--text); font-weight: 400; text-decoration: underline; }
button[disabled] { opacity: .6; cursor: default; }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
details { margin-top: 12px; }
summary { min-height: 44px; padding: 10px 0; cursor: pointer; }
ol { margin: 0; padding: 0; list-style: none; }
li { display: flex; gap: 12px; padding: 8px 0; color: var(--dim); }
li::before { content: '○'; width: 1.2em; text-align: center; }
li.now { color: var(--text); font-weight: 600; }
li.now::before { content: '◐'; }
li.done { color: var(--good); }
li.done::before { content: '●'; }
li.failed { color: var(--bad); }
li.failed::before { content: '✕'; }
code { font-size: 14px; overflow-wrap: anywhere; }
`;
