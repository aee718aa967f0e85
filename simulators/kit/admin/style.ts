export const style = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f4f5f7, #14161a);
  --card: light-dark(#ffffff, #1c1f25);
  --line: light-dark(#e1e4e8, #2c313a);
  --ink: light-dark(#1b1f24, #e6e9ee);
  --soft: light-dark(#616b78, #98a2b0);
  --accent: light-dark(#3b5bdb, #748ffc);
  --good: light-dark(#1a7f4b, #51cf8a);
  --bad: light-dark(#c0293b, #ff8787);
  --waiting: light-dark(#9a6200, #ffc857);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 14px/1.45 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: 16px 48px; align-items: center; justify-content: space-between;
  padding: 20px 28px; background: var(--card); border-bottom: 1px solid var(--line); }
h1 { margin: 0; font-size: 20px; letter-spacing: -0.01em; }
header p { margin: 2px 0 0; color: var(--soft); max-width: 90ch; }
dl { display: flex; flex-wrap: wrap; gap: 8px 32px; margin: 0; }
dt { color: var(--soft); font-size: 12px; }
dd { margin: 0; font-size: 20px; font-variant-numeric: tabular-nums; }
#message { margin: 16px 28px 0; padding: 10px 14px; border-radius: 8px; color: var(--bad);
  background: color-mix(in srgb, var(--bad) 12%, transparent); }
.columns { display: grid; grid-template-columns: 280px minmax(0, 1fr); gap: 20px; padding: 20px 28px; align-items: start; }
@media (max-width: 900px) { .columns { grid-template-columns: minmax(0, 1fr); } main { order: -1; } }
aside, main { display: grid; gap: 20px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px 18px; min-width: 0; }
h2 { display: flex; justify-content: space-between; align-items: baseline; margin: 0 0 10px; font-size: 15px; }
h2 small { color: var(--soft); font-weight: 400; font-size: 12px; }
.time { margin: 0 0 10px; font-size: 17px; font-variant-numeric: tabular-nums; }
.row { display: flex; flex-wrap: wrap; gap: 8px; }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: 8px 10px; margin-bottom: 10px; }
label { display: grid; gap: 2px; color: var(--soft); font-size: 12px; min-width: 0; }
label.list, label.numbers, label.text { grid-column: 1 / -1; }
label.checkbox { grid-auto-flow: column; justify-content: start; align-items: center; gap: 8px; grid-column: 1 / -1; }
label.checkbox input { order: -1; margin: 0; }
input[type='text'], input[type='number'], select { width: 100%; padding: 5px 8px; color: var(--ink);
  background: var(--ground); border: 1px solid var(--line); border-radius: 7px; font: inherit; }
input:focus-visible, select:focus-visible, button:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
button { padding: 4px 10px; border: 1px solid var(--line); border-radius: 7px; background: transparent; color: var(--accent);
  font: inherit; font-size: 12.5px; white-space: nowrap; cursor: pointer; }
button:hover { background: color-mix(in srgb, currentColor 10%, transparent); }
button.good { color: var(--good); }
button.bad { color: var(--bad); }
button.quiet { color: var(--soft); }
ul { list-style: none; margin: 0 0 10px; padding: 0; display: grid; gap: 6px; }
li { display: flex; justify-content: space-between; gap: 8px; align-items: center; font-size: 13px; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 13px; }
th { text-align: left; font-weight: 500; font-size: 12px; color: var(--soft); padding: 0 14px 6px 0; white-space: nowrap; }
td { height: 38px; padding: 4px 14px 4px 0; border-top: 1px solid var(--line); white-space: nowrap; font-variant-numeric: tabular-nums;
  max-width: 320px; overflow: hidden; text-overflow: ellipsis; }
td small { display: block; color: var(--soft); }
td .badge + small { padding-left: 8px; }
td.actions { position: sticky; right: 0; max-width: none; padding: 4px 0 4px 10px; text-align: right;
  background: var(--card); }
td.actions form { display: inline-block; margin-left: 4px; }
/* On a phone the buttons would cover the other columns: they come after them. */
@media (max-width: 700px) { td.actions { position: static; } }
code { font: 12px/1.4 ui-monospace, 'DejaVu Sans Mono', monospace; }
.badge { padding: 1px 8px; border-radius: 99px; font-size: 12px; color: var(--soft);
  background: color-mix(in srgb, currentColor 13%, transparent); }
.badge.good { color: var(--good); }
.badge.bad { color: var(--bad); }
.badge.waiting { color: var(--waiting); }
.empty { margin: 0; color: var(--soft); }
`;
