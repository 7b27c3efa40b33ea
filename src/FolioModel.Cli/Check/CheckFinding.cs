namespace FolioModel.Cli.Check;

/// <summary>The first failure of a campaign, for programs that read the result: its report is for people.</summary>
/// <param name="Id">What kind of mistake: the invariant's number or name, an exception, or what a subject calls it.</param>
/// <param name="Invariant">The name of the invariant that does not hold, or null.</param>
/// <param name="Folio">The first frame of the folio concerned, or null when it concerns none or several.</param>
/// <param name="Task">The task that made the mistake, or null.</param>
/// <param name="Holders">The names of the kinds of holders that it is about.</param>
/// <param name="Steps">Steps of the shrunk program.</param>
internal sealed record CheckFinding(string Id, string? Invariant, int? Folio, string? Task, IReadOnlyList<string> Holders, int Steps)
{
    public static CheckFinding? Of(FailureReport? report) => report is null ? null : new CheckFinding(
        report.Finding.Id,
        report.Finding.Invariant?.Name,
        report.Finding.Folio.IsNone ? null : report.Finding.Folio.Pfn.Value,
        report.Finding.Task?.Name,
        [.. report.Finding.Holders.Select(static h => h.Kind.Name).Distinct()],
        report.Shrunk.Steps.Length);
}
