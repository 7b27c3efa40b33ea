using FolioModel.Campaigns.Storage;
using FolioModel.Testing.Search;

namespace FolioModel.Campaigns;

/// <summary>The parts of the table of states that a process has committed to, brought up to date from the results of others.</summary>
internal sealed class SearchTable(SharedSearch search, long memory) : IDisposable
{
    private readonly StatePart?[] _parts = new StatePart?[StateTable.Parts];

    /// <summary>For each part the last level that it has in it.</summary>
    private readonly int[] _levels = new int[StateTable.Parts];

    public void Dispose()
    {
        foreach (StatePart? part in _parts)
        {
            part?.Dispose();
        }
    }

    /// <summary>Adds the states that a level leads to, in one share of the parts.</summary>
    /// <returns>For each part of the share the fingerprints that are new, in their order.</returns>
    public byte[] Commit(int level, int share, int shares, ExpandedBatch[] batches)
    {
        List<UInt128>?[] added = new List<UInt128>?[StateTable.Parts];
        for (int part = share; part < StateTable.Parts; part += shares)
        {
            BringTo(part, level - 1);
            added[part] = [];
            // Until all is in, the part is of no use to another try.
            _levels[part] = int.MaxValue;
        }

        foreach (ExpandedBatch batch in batches)
        {
            foreach (UInt128 fingerprint in batch.Fingerprints)
            {
                int part = StateTable.PartOf(fingerprint);
                if (added[part] is { } list && _parts[part]!.Add(fingerprint))
                {
                    list.Add(fingerprint);
                }
            }
        }

        LevelWriter writer = new();
        for (int part = share; part < StateTable.Parts; part += shares)
        {
            _levels[part] = level;
            writer.Number(added[part]!.Count);
            added[part]!.ForEach(writer.Fingerprint);
        }

        return [.. writer.Written];
    }

    /// <summary>The fingerprints that a level added, by part.</summary>
    public List<UInt128>[] AddedAt(int level, int shares)
    {
        List<UInt128>[] added = new List<UInt128>[StateTable.Parts];
        for (int share = 0; share < shares; share++)
        {
            LevelReader reader = new(search.ResultOf(level, SharedSearch.Phases.Commit, shares, share + 1));
            for (int part = share; part < StateTable.Parts; part += shares)
            {
                added[part] = Read(ref reader);
            }
        }

        return added;
    }

    private static List<UInt128> Read(ref LevelReader reader)
    {
        List<UInt128> fingerprints = [];
        for (int left = reader.Number(); left > 0; left--)
        {
            fingerprints.Add(reader.Fingerprint());
        }

        return fingerprints;
    }

    private void BringTo(int part, int level)
    {
        if (_parts[part] is null || _levels[part] > level)
        {
            _parts[part]?.Dispose();
            _parts[part] = new StatePart(memory / StateTable.Parts, folder: null);
            _levels[part] = 0;
        }

        for (int missing = _levels[part] + 1; missing <= level; missing++)
        {
            foreach (UInt128 fingerprint in CommittedAt(missing, part))
            {
                _parts[part]!.Add(fingerprint);
            }
        }

        _levels[part] = level;
    }

    private List<UInt128> CommittedAt(int level, int part)
    {
        CampaignFolder folder = search.Committed(level);
        int shares = folder.Plan.Units.Count;
        int share = part % shares;
        LevelReader reader = new(folder.Read(share + 1) ?? throw new BadCampaignException($"{folder.Path}: unit {share + 1} is gone"));
        for (int before = share; before < part; before += shares)
        {
            _ = Read(ref reader);
        }

        return Read(ref reader);
    }
}
