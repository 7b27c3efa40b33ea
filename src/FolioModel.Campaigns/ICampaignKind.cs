namespace FolioModel.Campaigns;

/// <summary>A kind of campaign: how its work is divided into units, how a unit runs, and how results are put together.</summary>
/// <remarks>
/// Every method is a pure function of its arguments. A unit gives the same bytes in every process, on every machine and in every run; the
/// storage compares the results of a unit that ran twice and reports a difference as nondeterminism. Methods may be called from several
/// threads at once.
/// </remarks>
public interface ICampaignKind
{
    /// <summary>The name of the kind in plans, such as <c>check</c>.</summary>
    string Name { get; }

    /// <summary>The version of the kind's units and results. Plans of another version are refused.</summary>
    int Version { get; }

    /// <summary>Divides the work into units.</summary>
    /// <param name="options">The options of the campaign, by name.</param>
    /// <param name="units">The number of units wished for. There may be fewer where the work cannot be divided so far.</param>
    /// <returns>A description for each unit, of one line; <see cref="Run"/> gets it back.</returns>
    /// <exception cref="BadCampaignException">An option is unknown, or its value cannot be used.</exception>
    IReadOnlyList<string> Plan(IReadOnlyDictionary<string, string> options, int units);

    /// <summary>Runs one unit on the calling thread.</summary>
    /// <param name="options">The options of the campaign, by name.</param>
    /// <param name="unit">The description that <see cref="Plan"/> or <see cref="FollowUp"/> gave.</param>
    /// <param name="cancellation">Ends the run early, with <see cref="OperationCanceledException"/> and without a result.</param>
    /// <returns>The result. It contains no time, machine or path.</returns>
    byte[] Run(IReadOnlyDictionary<string, string> options, string unit, CancellationToken cancellation);

    /// <summary>Names the units that follow from the results of all planned ones, such as a search for a shorter failing program.</summary>
    /// <param name="options">The options of the campaign, by name.</param>
    /// <param name="results">The results of the planned units, in their order.</param>
    /// <returns>Descriptions of further units; empty where nothing follows.</returns>
    IReadOnlyList<string> FollowUp(IReadOnlyDictionary<string, string> options, IReadOnlyList<byte[]> results);

    /// <summary>Reads the part of a result that is shown while the campaign runs: how much was done, covered and found.</summary>
    /// <param name="result">The result of a unit, planned or following.</param>
    UnitGlimpse Glimpse(byte[] result) => UnitGlimpse.None;

    /// <summary>Puts results together.</summary>
    /// <param name="options">The options of the campaign, by name.</param>
    /// <param name="results">The results of the planned units, in their order.</param>
    /// <param name="followUps">The results of the units that followed, in their order.</param>
    CampaignSummary Merge(
        IReadOnlyDictionary<string, string> options, IReadOnlyList<byte[]> results, IReadOnlyList<byte[]> followUps);
}
