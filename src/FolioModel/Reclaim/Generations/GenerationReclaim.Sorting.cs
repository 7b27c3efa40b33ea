namespace FolioModel.Reclaim;

internal sealed partial class GenerationReclaim
{
    /// <summary>Whether a folio belongs elsewhere, and why.</summary>
    private SortReason ReasonToSort(LruVector lru, in GenerationScan scan, ref PageDescriptor page, bool helps)
    {
        if (!LruWork.IsEvictable(_machine, ref page))
        {
            // Its owner locked it while it lay here. Isolation takes it off, and it goes back to where it belongs.
            return SortReason.Candidate;
        }

        if (!LruVector.IsInGeneration(ref page, lru.Generations!.Oldest(scan.Anon)))
        {
            return SortReason.Promoted;
        }

        int uses = LruRefs.BeyondFirst(page.Flags);
        return LruRefs.TierOf(uses) > scan.LastTier || uses == LruRefs.MostBeyondFirst ? SortReason.Protected
            : helps ? SortReason.Candidate
            : SortReason.WrongZone;
    }

    /// <summary>Moves a folio to where it belongs.</summary>
    /// <remarks>Models <c>sort_folio</c>.</remarks>
    private static void Sort(LruVector lru, bool anon, Folio folio, SortReason reason)
    {
        if (reason == SortReason.Promoted)
        {
            lru.MoveToItsGeneration(folio.Frame);
            return;
        }

        int uses = LruRefs.BeyondFirst(folio.Page.Flags);
        lru.MoveToNextGeneration(folio.Frame);
        if (reason == SortReason.Protected)
        {
            lru.Generations!.Feedback.Protected(anon, uses, folio.Pages);
        }
    }
}
