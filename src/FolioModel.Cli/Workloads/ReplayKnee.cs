using FolioModel.Workloads;

namespace FolioModel.Cli.Workloads;

/// <summary>
/// The size of memory behind which more buys little: where the curve of misses lies furthest below the line between its ends.
/// </summary>
internal static class ReplayKnee
{
    private const int FewestSizes = 3;

    /// <summary>Finds the knee of a policy's results.</summary>
    /// <param name="results">Results of one policy at several sizes.</param>
    /// <returns>The result at the knee; null with fewer than three sizes, or where no size lies below the line.</returns>
    public static ReplayResult? Of(IEnumerable<ReplayResult> results)
    {
        ReplayResult[] curve = [.. results.OrderBy(static r => r.MemoryPages)];
        if (curve.Length < FewestSizes || curve[^1].MemoryPages == curve[0].MemoryPages)
        {
            return null;
        }

        ReplayResult? knee = null;
        double deepest = 0;
        foreach (ReplayResult result in curve)
        {
            double part = (double)(result.MemoryPages - curve[0].MemoryPages) / (curve[^1].MemoryPages - curve[0].MemoryPages);
            double depth = curve[0].Misses + (part * (curve[^1].Misses - curve[0].Misses)) - result.Misses;
            (knee, deepest) = depth > deepest ? (result, depth) : (knee, deepest);
        }

        return knee;
    }
}
