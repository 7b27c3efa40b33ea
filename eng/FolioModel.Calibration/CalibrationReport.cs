using System.Text;

namespace FolioModel.Calibration;

/// <summary>The result as <c>docs/test/calibration.md</c>.</summary>
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

            A checker that cannot fail is worthless: these bugs are planted one at a time in a scratch copy of the model, and `folio check`
            looks for each with 10,000 operations from one fixed seed, spread over the subjects that use the file: of the core and
            guest_memfd beside the specification, a small machine that runs out of memory, mistakes on purpose with and without the ledger,
            v11's huge folios; of shmem with small and huge pages, on mounts with room and without; of the XArray. The patches are in
            `eng/FolioModel.Calibration/planted-bugs.json`; `calibrate --all` writes this page, and hunts on the model as it is first, where
            nothing may be found; `calibrate --shortest` looks for the shortest program known of each with other seeds.

            **{killed} of {visible} visible bugs found ({100.0 * killed / Math.Max(1, visible):0.0} %)**;
            {equivalent} more are equivalent mutants, marked so before the run. The shrunk programs have {Median(tried)} steps in the
            median; {tried.Count(static v => !v.IsShort)} have more than two steps beyond the shortest known.

            | Bug | In | What it breaks | Expected | Found by | Subject | Steps | Shortest known |
            |---|---|---|---|---|---|---:|---:|

            """.ReplaceLineEndings("\n"));
        foreach (Verdict v in verdicts)
        {
            string found = v.Problem is not null ? $"not tried: {v.Problem}"
                : v.KilledBy ?? (v.Bug.IsEquivalent ? "nothing" : $"**survived** {v.Bug.Remark}".TrimEnd());
            text.Append($"| {v.Bug.Id} | {Path.GetFileName(v.Bug.File)} | {v.Bug.Breaks} | {v.Bug.Expect} | {found} | {v.Subject} | "
                + $"{(v.Steps > 0 ? $"{v.Steps}" : "")} | {(v.Bug.Shortest > 0 ? $"{v.Bug.Shortest}" : "")} |\n");
        }

        text.Append("\nMistakes that a tool makes: [mutation.md](mutation.md).\n");
        return text.ToString();
    }

    private static int Median(List<Verdict> verdicts)
    {
        int[] steps = [.. verdicts.Where(static v => v.Steps > 0).Select(static v => v.Steps).Order()];
        return steps.Length == 0 ? 0 : steps[steps.Length / 2];
    }
}
