namespace FolioModel.Diagnosis;

/// <summary>The references of all pages of a trace, summed up.</summary>
/// <param name="Lines">Lines read.</param>
/// <param name="Events">Events about pages.</param>
/// <param name="Pages">Page frames seen.</param>
/// <param name="Lives">Lives of pages that ended in the trace.</param>
/// <param name="Changes">Changes of reference counts.</param>
/// <param name="Attributed">Those of them whose holder is known.</param>
/// <param name="Leaks">References for a while that were still held at the end, the orphans first.</param>
/// <param name="Unexplained">The first changes whose holder is not known, and counts that do not add up.</param>
/// <param name="Holders">References taken, by holder.</param>
/// <param name="Balances">The balances that were asked for, by page frame.</param>
public sealed record TraceReport(
    long Lines,
    long Events,
    long Pages,
    long Lives,
    long Changes,
    long Attributed,
    IReadOnlyList<TraceLeak> Leaks,
    IReadOnlyList<TraceProblem> Unexplained,
    IReadOnlyDictionary<HolderKind, long> Holders,
    IReadOnlyDictionary<long, IReadOnlyList<TraceChange>> Balances)
{
    /// <summary>The part of the changes whose holder is known, from 0 to 1; 1 where there was none.</summary>
    public double AttributedPart => Changes == 0 ? 1 : (double)Attributed / Changes;
}

/// <summary>A place in a trace that the rules do not explain.</summary>
/// <param name="Line">The line of the text, from 1.</param>
/// <param name="Pfn">The page frame.</param>
/// <param name="What">What is not explained.</param>
public sealed record TraceProblem(long Line, long Pfn, string What);
