using FolioModel.Campaigns.Storage;

namespace FolioModel.Campaigns;

/// <summary>Runs units of a campaign on threads of this process, beside any other processes that work on the same folder.</summary>
public static class CampaignRunner
{
    /// <summary>
    /// Runs every unit of this process's part that has no result and no claim of another process, then waits for the claimed ones as
    /// <see cref="CampaignRunOptions.Waits"/> says, and at last runs the units that follow from the results.
    /// </summary>
    /// <param name="folder">The campaign.</param>
    /// <param name="options">Threads, part, lease; null for one thread and all units.</param>
    /// <param name="cancellation">Ends the run; results that are there stay.</param>
    /// <returns>The number of units that this call ran.</returns>
    /// <exception cref="NondeterminismException">A unit that had a result gave another one.</exception>
    /// <exception cref="BadCampaignException">A result cannot be written or read.</exception>
    public static int Run(CampaignFolder folder, CampaignRunOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        options ??= new CampaignRunOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Parallel, 1, "options.Parallel");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Jobs, 1, "options.Jobs");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Job, 1, "options.Job");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Job, options.Jobs, "options.Job");
        int ran = RunUnits(folder, options, folder.Plan.Units, 1, cancellation);
        if (options.FollowUps)
        {
            IReadOnlyList<string> units = folder.Units();
            if (units.Count > folder.Plan.Units.Count)
            {
                ran += RunUnits(folder, options, units, folder.Plan.Units.Count + 1, cancellation);
            }
        }

        return ran;
    }

    private static int RunUnits(
        CampaignFolder folder, CampaignRunOptions options, IReadOnlyList<string> units, int first, CancellationToken cancellation)
    {
        int[] part = [.. Enumerable.Range(first, units.Count - first + 1).Where(u => (u - 1) % options.Jobs == options.Job - 1)];
        using UnitQueue queue = new(folder, options, units, part, cancellation);
        Thread[] threads = [.. Enumerable.Range(0, Math.Min(options.Parallel, part.Length)).Select(i =>
            new Thread(queue.Work) { Name = $"campaign {i + 1}", IsBackground = true })];
        Array.ForEach(threads, static t => t.Start());
        Array.ForEach(threads, static t => t.Join());
        queue.ThrowIfFailed();
        cancellation.ThrowIfCancellationRequested();
        return queue.Ran;
    }
}
