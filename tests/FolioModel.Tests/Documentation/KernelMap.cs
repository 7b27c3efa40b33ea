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
    /// <summary>
    /// The proof of what no recording shows step by step, by the member: what its own tests prove. One file for each owner, in a folder.
    /// </summary>
    private static readonly (string Member, string Proof)[] s_others =
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "FolioModel.Tests", "Documentation", "Proofs"), "*.tsv")
            .Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Select(static l => l.Split('\t')).Select(static c => (c[0], c[1])),
    ];

    /// <summary>Where the specification that the model was written from and the recordings differ. The recordings are right.</summary>
    private static readonly string[] s_disagreements =
    [
        "A split looks at writeback before it looks at the mapping's minimum order: a folio under writeback is refused with `EBUSY` "
            + "where the specification says `EINVAL`.",
        "With the multi-generation LRU, a folio that is put into the youngest generation loses its referenced flag.",
        "Regions of a hugetlb reservation map merge only when they are charged alike.",
        "`surplus <= nr_overcommit` and `resv <= free` are no invariants of a hugetlb pool: shrinking it below its use, and what the "
            + "next line says, break them.",
        "On a mount with a minimum size, 6.12's own count of reserved huge pages drifts: unmapping a private page gives the reservation "
            + "back although somebody else still holds the page (`HugetlbReserves.CountedInError` counts it).",
        "The value `reclaim` that the recordings note is always 0, whatever was reclaimed: nothing is compared with it.",
        "munmap, zapping a range, populating, mlock and swapoff drain LRU batches where the specification names no drain.",
        "Populating notes a use of each page (`FOLL_TOUCH`).",
    ];

    public static string Render(IEnumerable<string> documentationFiles)
    {
        StringBuilder text = new();
        text.Append("# Kernel and model, side by side\n\n");
        text.Append("Made by a test that fails when this file differs: from the XML documentation, and from a replay of the recordings "
            + "of a real kernel\n");
        text.Append("(`folio conform`) that notes which members run. \"Families\" are the recordings in which a member runs, and every "
            + "state of which the\n");
        text.Append("model reproduces; \"all\" leaves out hugetlb's and the XArray's own.\n\n");
        text.Append("| kernel function | model member | reference effect | returns and errors | families |\n|---|---|---|---|---|\n");
        foreach (Row row in documentationFiles.SelectMany(RowsOf).OrderBy(r => r.Function, StringComparer.Ordinal)
            .ThenBy(r => r.Member, StringComparer.Ordinal))
        {
            text.Append($"| `{row.Function}` | `{row.Member}` | {row.Effect} | {row.Returns} | {row.Families} |\n");
        }

        text.Append("\n## Where specification and recordings differ\n\nThe recordings are right, and the model does what they show.\n\n");
        foreach (string disagreement in s_disagreements)
        {
            text.Append($"* {disagreement}\n");
        }

        return text.ToString();
    }

    /// <summary>The members of which nothing says what proves them: none, if the map is complete.</summary>
    public static IEnumerable<string> Unproven(IEnumerable<string> documentationFiles) =>
        documentationFiles.SelectMany(RowsOf).Where(static r => r.Families.Length == 0).Select(static r => $"{r.Function}: {r.Member}");

    private static IEnumerable<Row> RowsOf(string file)
    {
        foreach (XElement member in XDocument.Load(file).Descendants("member"))
        {
            string remarks = Flatten(member.Element("remarks"));
            foreach (string function in FunctionsIn(member, remarks))
            {
                string summary = Flatten(member.Element("summary"));
                yield return new Row(function, MemberName(member), EffectIn(summary), Flatten(member.Element("returns")),
                    FamiliesOf(MemberName(member)));
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

    private static string FamiliesOf(string member) =>
        s_others.FirstOrDefault(o => member.StartsWith(o.Member, StringComparison.Ordinal)).Proof ?? Evidence.FamiliesOf(member);

    private static string MemberName(XElement member)
    {
        string name = member.Attribute("name")!.Value[2..].Split('(')[0];
        return CoreFolder().Replace(name.Replace("FolioModel.", "", StringComparison.Ordinal), "")
            .Replace("#ctor", "new", StringComparison.Ordinal);
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

    /// <summary>The core's own namespaces, which the map leaves out: a type's name says enough.</summary>
    [GeneratedRegex(@"^(Allocation|Failure|Groups|Interleaving|Ledger|Locking|Lru|Observation|Owners|Reclaim|Rmap|Swap)\.",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CoreFolder();

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
