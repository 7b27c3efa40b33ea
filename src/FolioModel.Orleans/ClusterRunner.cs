using FolioModel.Campaigns;
using FolioModel.Campaigns.Storage;
using FolioModel.Orleans.Grains;
using FolioModel.Orleans.Leasing;
using Orleans;

namespace FolioModel.Orleans;

/// <summary>
/// Gives the campaign of a folder to a cluster and gathers its results into the folder, where every other door finds them. The cluster goes
/// on while no such run is connected.
/// </summary>
public static class ClusterRunner
{
    private const int ReadsAtOnce = 16;

    /// <summary>Runs what has no result yet, the units that follow from the results included.</summary>
    /// <param name="folder">The campaign.</param>
    /// <param name="cluster">A client of the cluster.</param>
    /// <param name="options">Lease, patience, progress; null for the defaults.</param>
    /// <param name="cancellation">Ends this run, and not the cluster's work; results that are there stay.</param>
    /// <returns>The number of results that this call gathered.</returns>
    /// <exception cref="NondeterminismException">A unit that ran twice gave two results.</exception>
    /// <exception cref="BadCampaignException">No silo answers, a unit cannot be run, or a result cannot be written.</exception>
    public static Task<int> RunAsync(
        CampaignFolder folder, IGrainFactory cluster, ClusterRunOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(cluster);
        return new Run(folder, cluster, options ?? new ClusterRunOptions(), cancellation).ToEnd();
    }

    private sealed class Run(CampaignFolder folder, IGrainFactory cluster, ClusterRunOptions options, CancellationToken cancellation)
    {
        private readonly string _identity = folder.Plan.Identity;
        private bool[] _done = [];
        private int _gathered;
        private string? _refusal;

        private ICampaignGrain Campaign => cluster.GetGrain<ICampaignGrain>(_identity);

        public async Task<int> ToEnd()
        {
            string plan = folder.Plan.ToJson();
            while (true)
            {
                IReadOnlyList<string> units = folder.Units();
                _done = [.. Enumerable.Range(1, units.Count).Select(u => folder.Read(u) is not null)];
                if (Array.TrueForAll(_done, static d => d))
                {
                    await Forget();
                    return _gathered;
                }

                string[] followUps = [.. units.Skip(folder.Plan.Units.Count)];
                await Insist(async () =>
                {
                    await Campaign.Submit(plan, followUps, UnitBitmap.Of(_done.Length, u => _done[u - 1]), options.Lease);
                    return true;
                });
                while (Array.Exists(_done, static d => !d) && await Gather())
                {
                    await Task.Delay(options.Look, cancellation);
                }
            }
        }

        /// <summary>Gathers the results that are new. Returns false when the cluster has lost the campaign.</summary>
        private async Task<bool> Gather()
        {
            ClusterCampaignState state = await Insist(Campaign.State);
            if (state.Refusal is { } refusal && refusal != _refusal)
            {
                _refusal = refusal;
                options.Notice?.Invoke($"a silo cannot run this campaign: {refusal}");
            }

            int[] news = [.. Enumerable.Range(1, _done.Length).Where(u => !_done[u - 1] && UnitBitmap.Contains(state.Done, u))];
            foreach (int[] some in news.Chunk(ReadsAtOnce))
            {
                UnitResult[] results = await Task.WhenAll(some.Select(u => Insist(ResultOf(u).Read)));
                for (int i = 0; i < some.Length; i++)
                {
                    await Keep(some[i], results[i]);
                }
            }

            if (state.Conflict > 0)
            {
                UnitResult both = await Insist(ResultOf(state.Conflict).Read);
                folder.Write(state.Conflict, both.Bytes);
                folder.Write(state.Conflict, both.Different);
            }

            return state.Failure is { } failure ? throw new BadCampaignException($"{folder.Path}: {failure}") : state.Known;
        }

        private async Task Keep(int unit, UnitResult result)
        {
            if (result.Bytes is { } bytes)
            {
                folder.Write(unit, bytes);
                _done[unit - 1] = true;
                _gathered++;
                options.Progress?.Invoke(new CampaignProgress(unit, _done.Count(static d => d), _done.Length, bytes));
                return;
            }

            await Insist(async () =>
            {
                await Campaign.Reopen(unit);
                return true;
            });
        }

        /// <summary>Removes from the cluster what the folder has.</summary>
        private async Task Forget()
        {
            if (!(await Insist(Campaign.State)).Known)
            {
                return;
            }

            foreach (int[] some in Enumerable.Range(1, _done.Length).Chunk(ReadsAtOnce))
            {
                await Task.WhenAll(some.Select(u => Insist(async () =>
                {
                    await ResultOf(u).Forget();
                    return true;
                })));
            }

            await Insist(async () =>
            {
                await Campaign.Close();
                return true;
            });
        }

        private IUnitResultGrain ResultOf(int unit) => cluster.GetGrain<IUnitResultGrain>(IUnitResultGrain.KeyOf(_identity, unit));

        /// <summary>Repeats a call that fails, as while a silo is lost or a database restarts, until the patience ends.</summary>
        private async Task<T> Insist<T>(Func<Task<T>> call)
        {
            long started = Environment.TickCount64;
            while (true)
            {
                try
                {
                    return await call().WaitAsync(cancellation);
                }
                catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
                {
                    if (Environment.TickCount64 - started > options.Patience.TotalMilliseconds)
                    {
                        throw new BadCampaignException(
                            $"{folder.Path}: the cluster did not answer for {options.Patience.TotalSeconds:0} s; go on with resume "
                            + $"once it does: {e.Message}", e);
                    }

                    await Task.Delay(options.Look, cancellation);
                }
            }
        }
    }
}
