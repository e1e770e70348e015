/** Filters, sorting and the two toggles. Without it the page is still complete: everything is shown. */
export const PAGE_SCRIPT = `
(() => {
  const $ = (s, root = document) => [...root.querySelectorAll(s)];
  const rows = $('tr[data-id]');
  const parts = new Map(rows.map((r) => [r.dataset.id, []]));
  for (const e of $('[data-of]')) parts.get(e.dataset.of)?.push(e);
  const field = (id) => document.getElementById(id);
  const shown = field('shown');
  const apply = () => {
    const on = new Set($('.chipbox input:checked').map((b) => b.value));
    const text = field('f-text').value.trim().toLowerCase();
    const county = field('f-county').value;
    const least = Number(field('f-area').value) || 0;
    let n = 0;
    for (const row of rows) {
      const d = row.dataset;
      const ok = on.has(d.category) && (county === '' || d.county === county) && Number(d.ha) >= least && d.text.includes(text);
      n += ok ? 1 : 0;
      for (const e of [row, ...parts.get(d.id)]) e.classList.toggle('hide', !ok);
    }
    shown.textContent = shown.dataset.phrase.replace('#', n);
    field('none').classList.toggle('hide', n > 0 || rows.length === 0);
  };
  for (const e of $('.filters input, .filters select')) e.addEventListener('input', apply);
  for (const th of $('th')) th.addEventListener('click', () => {
    const dir = th.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
    $('th').forEach((t) => t.removeAttribute('aria-sort'));
    th.setAttribute('aria-sort', dir === 1 ? 'ascending' : 'descending');
    const value = (r) => r.cells[th.cellIndex].dataset.v ?? r.cells[th.cellIndex].textContent;
    const number = th.dataset.number === '1';
    rows.sort((a, b) => dir * (number ? value(a) - value(b) : value(a).localeCompare(value(b), document.documentElement.lang)));
    rows[0]?.parentNode.append(...rows);
  });
  for (const b of $('.seg button')) b.addEventListener('click', () => {
    document.querySelector('.overview').classList.toggle('before', b.value === 'before');
    $('.seg button').forEach((o) => o.setAttribute('aria-pressed', String(o === b)));
  });
  field('outlines')?.addEventListener('input', (e) => document.body.classList.toggle('plain', !e.target.checked));
})();
`;
