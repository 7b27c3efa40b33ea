namespace FolioModel.Diagnosis.Reasoning;

/// <summary>Every combination of holders whose references add up to what is unexplained.</summary>
/// <param name="Explanations">The combinations, the likeliest first.</param>
/// <param name="Omitted">How many more were found.</param>
/// <remarks>
/// A kind that can hold any number (page tables, pins, gets, lookups) may take the whole rest. Two such kinds share it only where the rest
/// is at most <see cref="SmallRest"/>: of 500 references, 37 lookups and 463 gets are not a useful explanation.
/// </remarks>
internal sealed record Combinations(IReadOnlyList<HolderExplanation> Explanations, int Omitted)
{
    private const int SmallRest = 6;
    private const int MostListed = 100;
    private const int MostKinds = 5;
    private const int LikelyCost = 1;
    private const int PossibleCost = 4;

    /// <summary>Combinations that leave a clear PG_lru without a reason are less likely by this much.</summary>
    private const int UnexplainedLru = 2;

    public static Combinations Of(ObservedPage page, int? unexplained)
    {
        if (unexplained is not { } rest || (rest == 0 && page.RefCount != 0) || rest < 0 || page.RefCount == 0)
        {
            return new Combinations(OfNone(page, unexplained), 0);
        }

        Search search = new(page, HolderCandidates.Of(page, rest));
        search.Choose(0, rest, mixes: true);
        List<(int Cost, HolderExplanation Explanation)> found = search.Found;
        int omitted = Math.Max(0, found.Count - MostListed);
        HolderExplanation[] ranked = [.. found.OrderBy(static f => f.Cost).ThenBy(static f => f.Explanation.Holders.Count).Take(MostListed)
            .Select(static f => f.Explanation)];
        if (ranked.Length == 1)
        {
            ranked[0] = ranked[0] with { Likelihood = Likelihood.Certain };
        }

        return new Combinations(ranked, omitted);
    }

    private static HolderExplanation[] OfNone(ObservedPage page, int? unexplained)
    {
        if (unexplained is null)
        {
            return [];
        }

        if (page.RefCount == 0)
        {
            string? because = Frozen.Reason(page);
            return because is null ? [] : [new HolderExplanation([], Likelihood.Likely, because)];
        }

        return unexplained == 0
            ? [new HolderExplanation([], Likelihood.Certain, "the state accounts for every reference: nobody else holds one")]
            : [];
    }

    /// <summary>Chooses a number of holders for one candidate after the other.</summary>
    private sealed class Search(ObservedPage page, IReadOnlyList<HolderCandidate> candidates)
    {
        private readonly int[] _chosen = new int[candidates.Count];
        private readonly bool _lruIsClear = HolderCandidates.IsLruKind(page) && !page.Has(FolioFlags.Lru);

        public List<(int Cost, HolderExplanation Explanation)> Found { get; } = [];

        /// <param name="index">The candidate whose turn it is.</param>
        /// <param name="rest">The references that are still to be explained.</param>
        /// <param name="mixes">Whether further kinds that can hold any number may take a part.</param>
        public void Choose(int index, int rest, bool mixes)
        {
            if (index == candidates.Count)
            {
                if (rest == 0 && IsConsistent())
                {
                    Add();
                }

                return;
            }

            HolderCandidate candidate = candidates[index];
            bool any = candidate.Most == int.MaxValue && candidate.Unit == 1;
            int most = any && !mixes ? 0 : Math.Min(candidate.Most, rest / candidate.Unit);
            bool takesRest = any && rest > SmallRest;
            for (int count = candidate.Least; count <= most; count++)
            {
                if (takesRest && count == 1)
                {
                    count = Math.Max(1, most - SmallRest);
                }

                _chosen[index] = count;
                Choose(index + 1, rest - (count * candidate.Unit), mixes && !(takesRest && count > 0));
            }

            _chosen[index] = 0;
        }

        /// <summary>A folio leaves its lru_add batch before it can be isolated. More than five kinds at once explain nothing.</summary>
        private bool IsConsistent()
        {
            bool waits = false;
            bool isolated = false;
            int kinds = 0;
            for (int i = 0; i < _chosen.Length; i++)
            {
                kinds += _chosen[i] > 0 ? 1 : 0;
                waits |= _chosen[i] > 0 && candidates[i].Kind == HolderKind.LruAddBatch;
                isolated |= _chosen[i] > 0 && candidates[i].Kind == HolderKind.Isolation;
            }

            return !(waits && isolated) && kinds <= MostKinds;
        }

        private void Add()
        {
            List<SupposedHolder> holders = [];
            List<(int Cost, string Because)> reasons = [];
            int cost = 0;
            bool lruExplained = !_lruIsClear;
            for (int i = 0; i < _chosen.Length; i++)
            {
                if (_chosen[i] == 0)
                {
                    continue;
                }

                HolderCandidate candidate = candidates[i];
                holders.Add(new SupposedHolder(candidate.Kind, _chosen[i] * candidate.Unit));
                reasons.Add((candidate.Cost, candidate.Because));
                cost += candidate.Cost + Math.Min((_chosen[i] - 1) * candidate.FurtherCost, 10);
                lruExplained |= candidate.Kind == HolderKind.Isolation || candidate.Kind == HolderKind.LruAddBatch;
            }

            cost += lruExplained ? 0 : UnexplainedLru;
            Likelihood likelihood = cost <= LikelyCost ? Likelihood.Likely : cost <= PossibleCost
                ? Likelihood.Possible : Likelihood.Unlikely;
            Found.Add((cost, new HolderExplanation(holders, likelihood, string.Join("; ",
                reasons.OrderBy(static r => r.Cost).Select(static r => r.Because)))));
        }
    }
}
