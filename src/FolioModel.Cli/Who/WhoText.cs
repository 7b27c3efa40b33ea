using System.Globalization;
using FolioModel.Diagnosis;

namespace FolioModel.Cli.Who;

/// <summary>Diagnoses for people.</summary>
internal static class WhoText
{
    private const int ShownExplanations = 8;

    public static string NameOf(Likelihood likelihood) => likelihood.ToString().ToLowerInvariant();

    public static void Write(IReadOnlyList<PageDiagnosis> diagnoses, TextWriter output)
    {
        for (int i = 0; i < diagnoses.Count; i++)
        {
            if (i > 0)
            {
                output.WriteLine();
            }

            Write(diagnoses[i], output);
        }
    }

    private static void Write(PageDiagnosis diagnosis, TextWriter output)
    {
        ObservedPage page = diagnosis.Page;
        output.WriteLine(Printable.OneLine(HeadOf(page)));
        if (page.Reason is { } reason)
        {
            output.WriteLine(Printable.OneLine($"  dumped because: {reason}"));
        }

        WriteExpected(diagnosis, output);
        WriteExplanations(diagnosis, output);
        WriteList("impossible, so a bug", diagnosis.Contradictions, output);
        WriteList("refused", [.. diagnosis.Refused.Select(static r => $"{r.Operation}: {r.Because}")], output);
        WriteList("note", diagnosis.Notes, output);
        WriteList("look next", diagnosis.Next, output);
    }

    private static string HeadOf(ObservedPage page)
    {
        string pfn = page.Pfn is { } frame ? $" pfn 0x{frame:x}" : "";
        string pins = page.PinCount is { } count ? $" pincount {count}" : "";
        IReadOnlyList<string> flags = PageFlagNames.NamesOf(page);
        string kernel = page.Kernel is { } release ? $", kernel {release}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{page.Source}:{pfn} {PageFlagNames.NameOf(page.Kind)}, order {page.Order}, refcount "
                + $"{page.RefCount?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}")
            + $", mapcount {page.MapCount}{pins}, flags {(flags.Count == 0 ? "none" : string.Join('|', flags))}{kernel}";
    }

    private static void WriteExpected(PageDiagnosis diagnosis, TextWriter output)
    {
        output.WriteLine($"  expected: {diagnosis.Expected.Sum(static e => e.Count)}");
        foreach (ExpectedReference expected in diagnosis.Expected)
        {
            output.WriteLine($"    {expected.Kind.Name} {expected.Count}: {expected.Because}");
        }

        output.WriteLine($"  unexplained: {diagnosis.Unexplained?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}");
    }

    private static void WriteExplanations(PageDiagnosis diagnosis, TextWriter output)
    {
        foreach (HolderExplanation explanation in diagnosis.Explanations.Take(ShownExplanations))
        {
            string holders = explanation.Holders.Count == 0
                ? "no further holder"
                : string.Join(" + ", explanation.Holders.Select(static h => $"{h.Kind.Name} {h.Count}"));
            output.WriteLine($"    {NameOf(explanation.Likelihood)}: {holders}");
            output.WriteLine($"      {explanation.Because}");
        }

        int more = diagnosis.Explanations.Count + diagnosis.OmittedExplanations - ShownExplanations;
        if (more > 0)
        {
            output.WriteLine(
                $"    and {more} less likely combinations ({Math.Min(more, diagnosis.Explanations.Count - ShownExplanations)} of them "
                + $"with --json)");
        }
    }

    private static void WriteList(string title, IReadOnlyList<string> lines, TextWriter output)
    {
        foreach (string line in lines)
        {
            output.WriteLine($"  {title}: {line}");
        }
    }
}
