using FolioModel.Campaigns;
using FolioModel.Orleans.Grains;
using Orleans;

namespace FolioModel.Orleans.Working;

/// <summary>One campaign as the threads of a silo see it: they take its units, run them, and keep the results.</summary>
internal sealed class PulledCampaign(
    IGrainFactory grains, string identity, CampaignPlan plan, ICampaignKind kind, SiloWorkOptions options)
{
    private const int RenewalsInLease = 4;

    private ICampaignGrain Campaign => grains.GetGrain<ICampaignGrain>(identity);

    /// <summary>Takes and runs units until none can be had. A unit is asked for when a thread is free, and never before.</summary>
    /// <param name="stop">Ends the work; the unit that runs is given back.</param>
    /// <returns>Whether a unit ran.</returns>
    public bool Work(CancellationToken stop)
    {
        bool worked = false;
        while (Campaign.Take().WaitAsync(stop).GetAwaiter().GetResult() is { } taken)
        {
            worked = true;
            Run(taken, stop);
        }

        return worked;
    }

    private void Run(TakenUnit taken, CancellationToken stop)
    {
        TimeSpan period = options.Renews ? taken.Length / RenewalsInLease : Timeout.InfiniteTimeSpan;
        using Timer renewal = new(_ => Ignore(Campaign.Renew(taken.Unit, taken.Lease)), null, period, period);
        byte[] result;
        try
        {
            result = kind.Run(plan.Options, taken.Description, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Ignore(Campaign.Return(taken.Unit, taken.Lease));
            throw;
        }
        catch (Exception e)
        {
            string message = e is BadCampaignException ? e.Message : $"{e.GetType().Name}: {e.Message}";
            Insist(() => Campaign.Fail(taken.Unit, taken.Lease, $"{Environment.MachineName}: {message}"), stop);
            return;
        }

        bool isSame = true;
        IUnitResultGrain kept = grains.GetGrain<IUnitResultGrain>(IUnitResultGrain.KeyOf(identity, taken.Unit));
        Insist(async () => isSame = await kept.Keep(result), stop);
        Insist(() => Campaign.Report(taken.Unit, differs: !isSame), stop);
    }

    /// <summary>
    /// Repeats a call until it comes through. A call that failed may have had its effect; keeping and reporting a result may be repeated.
    /// </summary>
    private void Insist(Func<Task> call, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                call().WaitAsync(stop).GetAwaiter().GetResult();
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
            {
                stop.WaitHandle.WaitOne(options.Look);
                stop.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Lets a call end as it may: a renewal that fails is repeated by the next one.</summary>
    private static void Ignore(Task call) => _ = call.ContinueWith(
        static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
