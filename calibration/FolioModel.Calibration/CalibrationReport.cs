using System.Text;

namespace FolioModel.Calibration;

/// <summary>The result as <c>docs/calibration.md</c>.</summary>
internal static class CalibrationReport
{
    public static string Write(IReadOnlyList<Verdict> verdicts)
    {
        StringBuilder text = new();
        List<Verdict> tried = [.. verdicts.Where(static v => v.Problem is null)];
        int equivalent = tried.Count(static v => v.Bug.IsEquivalent);
        int killed = tried.Count(static v => v.IsKilled && !v.Bug.IsEquivalent);
        int visible = tried.Count - equivalent;
        text.Append(
            $"""
            # Calibration

            A checker that cannot fail is worthless: these bugs are planted one at a time in a scratch copy of the model, and `folio check` looks
            for each with 10,000 operations from one fixed seed (4,000 of the core and 2,500 of guest_memfd beside the specification, 2,500 of a
            small machine that runs out of memory, 500 with mistakes on purpose, 500 of v11's huge folios). `calibrate --all` writes this page; the patches are in
            `calibration/planted-bugs.json`.

            **{killed} of {visible} visible bugs found ({100.0 * killed / Math.Max(1, visible):0.0} %)**, beside {equivalent} that change nothing anybody can see, said in advance.
            The shrunk programs have {Median(tried)} steps in the median.

            | Bug | In | What it breaks | Expected | Found by | Subject | Steps |
            |---|---|---|---|---|---|---:|

            """.ReplaceLineEndings("\n"));
        foreach (Verdict v in verdicts)
        {
            string found = v.Problem is not null ? $"not tried: {v.Problem}" : v.KilledBy ?? (v.Bug.IsEquivalent ? "nothing" : "**survived**");
            text.Append($"| {v.Bug.Id} | {Path.GetFileName(v.Bug.File)} | {v.Bug.Breaks} | {v.Bug.Expect} | {found} | {v.Subject} | {(v.Steps > 0 ? $"{v.Steps}" : "")} |\n");
        }

        return text.ToString();
    }

    private static int Median(List<Verdict> verdicts)
    {
        int[] steps = [.. verdicts.Where(static v => v.Steps > 0).Select(static v => v.Steps).Order()];
        return steps.Length == 0 ? 0 : steps[steps.Length / 2];
    }
}
