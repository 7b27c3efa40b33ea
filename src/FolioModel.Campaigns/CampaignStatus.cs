using FolioModel.Campaigns.Storage;

namespace FolioModel.Campaigns;

/// <summary>How far a campaign is.</summary>
/// <param name="Planned">The number of planned units.</param>
/// <param name="Done">The numbers of units that have a result.</param>
/// <param name="Missing">The numbers of units without one.</param>
/// <param name="Damaged">The problems of result files that cannot be used; their units are among the missing.</param>
/// <param name="Claims">The units that a process has claimed, with its name and the time since it renewed the claim.</param>
public sealed record CampaignStatus(
    int Planned, IReadOnlyList<int> Done, IReadOnlyList<int> Missing, IReadOnlyList<string> Damaged,
    IReadOnlyList<(int Unit, string Owner, TimeSpan Age)> Claims)
{
    /// <summary>Reads the state of a campaign from its folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="BadCampaignException">A result cannot be read.</exception>
    public static CampaignStatus Of(CampaignFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        List<int> done = [];
        List<int> missing = [];
        List<string> damaged = [];
        int units = folder.Units().Count;
        for (int unit = 1; unit <= units; unit++)
        {
            (folder.Read(unit, out string? problem) is null ? missing : done).Add(unit);
            if (problem is not null)
            {
                damaged.Add(problem);
            }
        }

        return new CampaignStatus(folder.Plan.Units.Count, done, missing, damaged, [.. folder.Claims.All()]);
    }

    /// <summary>Puts the results of a campaign together.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="BadCampaignException">Units have no result; the message names them.</exception>
    public static CampaignSummary Merge(CampaignFolder folder)
    {
        CampaignStatus status = Of(folder);
        if (status.Missing.Count > 0)
        {
            throw new BadCampaignException($"{folder.Path}: {UnitNumbers.Describe(status.Missing)} of {folder.Units().Count} "
                + $"{(status.Missing.Count == 1 ? "has" : "have")} no result"
                + (status.Damaged.Count > 0 ? $"; {string.Join("; ", status.Damaged)}" : ""));
        }

        int planned = status.Planned;
        byte[][] results = [.. status.Done.Select(u => folder.Read(u)!)];
        return folder.Kind.Merge(folder.Plan.Options, results[..planned], results[planned..]);
    }
}
