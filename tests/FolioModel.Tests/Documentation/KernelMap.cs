using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace FolioModel.Tests.Documentation;

/// <summary>
/// The table kernel function, model member, reference effect, errors, families of recordings: made from the XML documentation, so that it
/// says what the code says.
/// </summary>
internal static partial class KernelMap
{
    /// <summary>Which families of recordings exercise a kernel function, by the operation that calls it.</summary>
    private static readonly (string Function, string Families)[] s_families =
    [
        ("filemap_get_folios", "plain, large, dirty, unevictable, gmem, shmem"),
        ("filemap_", "plain, large, sparse, minorder2, unevictable, gmem"),
        ("__filemap_", "plain, large, sparse, minorder2, unevictable, gmem"),
        ("folio_alloc", "all"),
        ("folio_get", "all"), ("folio_put", "all"), ("folio_try_get", "plain, large"), ("folio_ref_freeze", "plain, large"),
        ("folio_ref_unfreeze", "plain, large"), ("folio_lock", "all"), ("folio_trylock", "all"), ("folio_unlock", "all"),
        ("folio_add_lru", "plain, large, scripted_plain"), ("folio_mark_accessed", "all"), ("folio_activate", "plain, large"),
        ("folio_deactivate", "plain, large"), ("deactivate_file_folio", "plain, dirty"), ("folio_isolate_lru", "plain, gmem, shmem"),
        ("folio_putback_lru", "plain, gmem, shmem"), ("folio_rotate_reclaimable", "dirty"), ("lru_", "all"), ("lruvec", "all"),
        ("truncate_inode", "plain, large, dirty, unevictable, gmem"), ("invalidate_", "plain, large, dirty, gmem, shmem"),
        ("mapping_evict_folio", "plain, dirty"), ("split_huge_page", "large, dirty, sparse, minorder2"),
        ("replace_page_cache_folio", "plain, large, dirty"), ("folio_migrate", "plain, large, dirty, minorder2"),
        ("folio_expected_ref_count", "plain, large, dirty"), ("folio_mark_dirty", "dirty"), ("folio_clear_dirty", "dirty"),
        ("folio_cancel_dirty", "dirty"), ("folio_start_writeback", "dirty"), ("folio_end_writeback", "dirty"), ("folio_attach_private", "dirty"),
        ("folio_detach_private", "dirty"), ("folio_batch_release", "plain, gmem, shmem"), ("noop_dirty_folio", "gmem, dirty (opt 1)"),
        ("filemap_dirty_folio", "dirty"), ("reclaim_pages", "scripted_plain"), ("workingset", "scripted_plain"), ("kvm_gmem", "gmem, scripted_gmem, guest_memfd_calls"),
        ("vfs_fallocate", "guest_memfd_calls"), ("__kvm_set_memory_region", "guest_memfd_calls"), ("kvm_", "guest_memfd_calls"),
        ("down_", "scripted_plain"), ("up_", "scripted_plain"), ("downgrade_write", "scripted_plain"),
    ];

    public static string Render(IEnumerable<string> documentationFiles)
    {
        StringBuilder text = new();
        text.Append("# Kernel and model, side by side\n\n");
        text.Append("Made from the XML documentation by a test that fails when this file differs. \"Families\" are the recordings of a real kernel\n");
        text.Append("whose every state the model reproduces (`folio conform`).\n\n");
        text.Append("| kernel function | model member | reference effect | returns and errors | families |\n|---|---|---|---|---|\n");
        foreach (Row row in documentationFiles.SelectMany(RowsOf).OrderBy(r => r.Function, StringComparer.Ordinal).ThenBy(r => r.Member, StringComparer.Ordinal))
        {
            text.Append($"| `{row.Function}` | `{row.Member}` | {row.Effect} | {row.Returns} | {row.Families} |\n");
        }

        return text.ToString();
    }

    private static IEnumerable<Row> RowsOf(string file)
    {
        foreach (XElement member in XDocument.Load(file).Descendants("member"))
        {
            string remarks = Flatten(member.Element("remarks"));
            foreach (string function in FunctionsIn(member, remarks))
            {
                string summary = Flatten(member.Element("summary"));
                yield return new Row(function, MemberName(member), EffectIn(summary), Flatten(member.Element("returns")), FamiliesOf(function));
            }
        }
    }

    /// <summary>The functions that the remarks name after "Models", and a function that the summary names alone in brackets.</summary>
    private static IEnumerable<string> FunctionsIn(XElement member, string remarks)
    {
        if (!remarks.StartsWith("Models", StringComparison.Ordinal))
        {
            return BracketedFunction().Matches(Flatten(member.Element("summary"))).Select(m => m.Groups["name"].Value).Take(1);
        }

        string sentence = remarks.Split(". ")[0];
        return QuotedFunction().Matches(sentence).Select(m => m.Groups["name"].Value).Distinct(StringComparer.Ordinal);
    }

    private static string EffectIn(string summary)
    {
        Match effect = ReferenceEffect().Match(summary);
        return effect.Success ? effect.Groups["effect"].Value.Trim() : "";
    }

    private static string FamiliesOf(string function) =>
        s_families.FirstOrDefault(f => function.StartsWith(f.Function, StringComparison.Ordinal)).Families ?? "";

    private static string MemberName(XElement member)
    {
        string name = member.Attribute("name")!.Value[2..].Split('(')[0];
        return name.Replace("FolioModel.", "", StringComparison.Ordinal).Replace("#ctor", "new", StringComparison.Ordinal);
    }

    private static string Flatten(XElement? element)
    {
        if (element is null)
        {
            return "";
        }

        StringBuilder text = new();
        foreach (XNode node in element.Nodes())
        {
            text.Append(node switch
            {
                XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                XElement child when child.Attribute("cref") is { } cref => LastName(cref.Value),
                XElement child when child.Attribute("name") is { } name => name.Value,
                XElement child => Flatten(child),
                _ => node.ToString(),
            });
        }

        return Whitespace().Replace(text.ToString(), " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static string LastName(string cref) => cref.Split('(')[0].Split('.')[^1];

    [GeneratedRegex(@"`(?<name>_*[a-z][a-z0-9_]*)`", RegexOptions.NonBacktracking)]
    private static partial Regex QuotedFunction();

    [GeneratedRegex(@"\(`(?<name>_*[a-z][a-z0-9]*_[a-z0-9_]*)`\)", RegexOptions.NonBacktracking)]
    private static partial Regex BracketedFunction();

    [GeneratedRegex(@"Reference effect: (?<effect>.*)$", RegexOptions.NonBacktracking)]
    private static partial Regex ReferenceEffect();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Whitespace();

    private sealed record Row(string Function, string Member, string Effect, string Returns, string Families);
}
