using System.Text.Json;

namespace FolioModel.Page.Tests;

/// <summary>The facts that a page shows at one step, read from its elements: facts as texts, by name.</summary>
internal static class Drawing
{
    /// <summary>The function that reads the facts, for calls that do more in the page at once.</summary>
    public const string Script = """
        () => {
          const facts = {};
          const put = (name, value) => { facts[name] = String(value); };
          const all = (root, selector) => [...root.querySelectorAll(selector)];
          for (const folio of all(document, '#view-count [data-folio]')) {
            const key = folio.dataset.folio;
            if (folio.querySelector('.big').textContent === 'freed') { put(`${key} freed`, 'yes'); continue; }
            put(`${key} count`, folio.querySelector('.big').textContent);
            for (const block of all(folio, '[data-holder]')) {
              const name = `${key} holder ${block.dataset.holder}`;
              put(name, Number(facts[name] ?? 0) + Number(block.querySelector('b').textContent.match(/\d+$/)[0]));
            }
            for (const lamp of all(folio, '[data-lamp]')) { put(`${key} lamp ${lamp.dataset.lamp}`, lamp.dataset.on); }
            put(`${key} flags`, all(folio, '.flag').map((f) => f.textContent).join(' '));
          }
          for (const edge of all(document, '#view-graph [data-edge]')) {
            const name = `edge ${edge.dataset.edge}`;
            const style = edge.getAttribute('class').split(' ')[1];
            const amount = Number(edge.querySelector('text')?.textContent ?? 0) + Number((facts[name] ?? ' 0').split(' ')[1]);
            put(name, style === 'points' ? style : `${style} ${amount}`);
          }
          all(document, '#view-memory [data-free-pages]').forEach((p, i) => put(`watermarks ${i}`, p.textContent.match(/\d+/g).join(' ')));
          for (const cell of all(document, '#view-memory [data-block]')) {
            put(`block ${cell.dataset.first}`, `${cell.dataset.block} ${cell.dataset.order}`);
          }
          for (const cell of all(document, '#view-memory [data-free]')) {
            if (cell.textContent !== '0') { put(`free ${cell.dataset.free}`, cell.textContent); }
          }
          for (const list of all(document, '#view-lru [data-list]')) {
            put(`list ${list.dataset.list}`, all(list, '[data-pfn]').map((c) => c.dataset.pfn).join(' '));
            put(`pages on ${list.dataset.list}`, list.closest('.row').querySelector('[data-pages]').textContent.match(/\d+/)[0]);
          }
          for (const batch of all(document, '#view-lru [data-batch]')) {
            put(`batch ${batch.dataset.batch}`, all(batch, '[data-pfn]').map((c) => c.dataset.pfn).join(' '));
          }
          for (const tree of all(document, '#view-tree svg[data-file]')) {
            for (const node of all(tree, '[data-node]')) {
              for (const slot of all(node, '[data-slot]')) {
                const wide = Number(slot.querySelector('rect').getAttribute('width'));
                put(`tree ${tree.dataset.file} node ${node.dataset.node} slot ${slot.dataset.slot}`,
                  `${slot.dataset.content} ${slot.dataset.pfn ?? slot.dataset.value ?? ''} over `.concat(
                    `${Math.round((wide + 2) / 15)} ${all(slot, '.pip').map((p) => p.getAttribute('class').slice(-1)).join('')}`).trim());
              }
            }
          }
          for (const head of all(document, '#view-tree [data-head]')) { put(`tree ${head.dataset.file} head`, head.dataset.head); }
          for (const entry of all(document, '#view-processes [data-pte]')) {
            const process = entry.closest('ul').previousElementSibling.previousElementSibling.textContent;
            put(`${process} ${entry.dataset.pte}`, `${entry.dataset.pfn} ${entry.dataset.bits}`);
          }
          for (const slot of all(document, '#view-processes [data-swap]')) {
            put(`swap ${slot.dataset.swap}`, `${slot.dataset.users} ${slot.dataset.cached}`);
          }
          for (const task of all(document, '#view-tasks [data-task]')) {
            put(`task ${task.querySelector('th').textContent}`, all(task, '[data-lock]').map((l) => l.dataset.lock).join(', '));
          }
          const current = all(document, '#view-table [aria-current] td').map((c) => c.textContent.trim());
          put('row', current.join(' | '));
          put('caption', document.getElementById('caption').textContent);
          put('step', document.getElementById('position').textContent.split(' ')[0]);
          return JSON.stringify(facts);
        }
        """;

    private const string OriginsScript = """
        () => {
          const facts = {};
          for (const folio of document.querySelectorAll('#view-count [data-folio]')) {
            for (const block of folio.querySelectorAll('[data-holder]')) {
              const [taken, dropped] = block.querySelectorAll('.origin > :not([aria-hidden])');
              const step = (e) => e.dataset.jump ?? e.textContent;
              facts[`${folio.dataset.folio} ${block.dataset.holder}`] = `${step(taken)}, ${step(dropped)}`;
            }
          }
          return JSON.stringify(facts);
        }
        """;

    /// <summary>Reads of each holder when its newest reference was taken, and when one will be dropped.</summary>
    public static async Task<SortedDictionary<string, string>> ReadOriginsAsync(IPage page) => new(
        JsonSerializer.Deserialize<Dictionary<string, string>>(await page.EvaluateAsync<string>(OriginsScript))!, StringComparer.Ordinal);

    /// <summary>Reads the facts of the present step.</summary>
    public static async Task<SortedDictionary<string, string>> ReadAsync(IPage page) =>
        new(JsonSerializer.Deserialize<Dictionary<string, string>>(await page.EvaluateAsync<string>(Script))!, StringComparer.Ordinal);

    /// <summary>What differs between what a page shows and what it must show, a line each.</summary>
    /// <param name="shown">The facts read from the page.</param>
    /// <param name="expected">The facts of the model.</param>
    /// <param name="isLeftOut">Facts of the model that the page need not show, such as frames outside the window that it draws.</param>
    public static IReadOnlyList<string> Differences(
        SortedDictionary<string, string> shown, SortedDictionary<string, string> expected, Func<string, bool>? isLeftOut = null) =>
    [
        .. expected.Where(e => shown.GetValueOrDefault(e.Key) != e.Value && (shown.ContainsKey(e.Key) || isLeftOut?.Invoke(e.Key) != true))
            .Select(e => $"{e.Key}: the page shows {shown.GetValueOrDefault(e.Key) ?? "nothing"}, the model has {e.Value}"),
        .. shown.Where(
            s =>
                !expected.ContainsKey(s.Key)
                    && s.Key is not ("caption" or "row" or "step")
                    && !s.Key.EndsWith(" freed", StringComparison.Ordinal))
            .Select(static s => $"{s.Key}: the page shows {s.Value}, the model has nothing"),
    ];
}
