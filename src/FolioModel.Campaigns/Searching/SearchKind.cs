using System.Globalization;

namespace FolioModel.Campaigns;

/// <summary>
/// The units of one phase of a level, as a campaign: claims, repeated units and damaged results are those of any campaign.
/// </summary>
internal sealed class SearchKind(SearchUnits units) : ICampaignKind
{
    /// <inheritdoc/>
    public string Name => "search";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public IReadOnlyList<string> Plan(IReadOnlyDictionary<string, string> options, int units) =>
        [.. Enumerable.Range(1, units).Select(u => string.Create(CultureInfo.InvariantCulture, $"{u} of {units}"))];

    /// <inheritdoc/>
    public byte[] Run(IReadOnlyDictionary<string, string> options, string unit, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        string[] words = unit.Split(' ');
        return units.Run(
            options["phase"], int.Parse(options["level"], CultureInfo.InvariantCulture),
            int.Parse(words[0], CultureInfo.InvariantCulture), int.Parse(words[2], CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> FollowUp(IReadOnlyDictionary<string, string> options, IReadOnlyList<byte[]> results) => [];

    /// <inheritdoc/>
    public CampaignSummary Merge(
        IReadOnlyDictionary<string, string> options, IReadOnlyList<byte[]> results, IReadOnlyList<byte[]> followUps) =>
        throw new NotSupportedException("a phase of a level has no merged result: the next phase reads those of its units");
}
