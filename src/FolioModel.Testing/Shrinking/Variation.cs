using System.Collections.Immutable;

namespace FolioModel.Testing;

/// <summary>
/// Random programs shorter than one that is known: some of its steps, with others in between that the subject allows. What takes away only
/// cannot find them: where four steps isolate and reclaim a page, another operation may do so in one.
/// </summary>
internal static class Variation
{
    private const int LongestFresh = 8;

    /// <summary>Tries variations until one is found, and reduces from there; for as long as runs are left.</summary>
    /// <returns>Whether a shorter program was found.</returns>
    public static bool Find(ShrinkSearch search, int attempts)
    {
        FolioProgram known = search.Shortest;
        int most = Math.Min(known.Steps.Length - 1, LongestFresh);
        for (int attempt = 0; attempt < attempts; attempt++)
        {
            SplitMix random = new(SplitMix.Derive((ulong)known.Steps.Length, attempt));
            using Subject subject = known.Subject();
            ProgramRun run = new(subject, known.Options, null);
            ImmutableArray<Step> skeleton = attempt % 2 == 0 ? [] : Thinned(known.Steps, random);
            if (run.Vary(skeleton, random, most) is { } finding && run.Done.Count <= most && search.Meet(finding.Id, [.. run.Done]))
            {
                return true;
            }
        }

        return false;
    }

    private static ImmutableArray<Step> Thinned(ImmutableArray<Step> steps, SplitMix random) => [.. steps.Where(_ => random.Below(2) == 0)];
}
