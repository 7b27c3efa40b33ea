using FolioModel.Campaigns;
using FolioModel.Orleans.Grains;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;

namespace FolioModel.Orleans.Working;

/// <summary>
/// The threads of one silo that pull units. They are threads of their own: a unit computes for seconds or minutes, which on a thread of the
/// grain scheduler or the thread pool would hold up membership probes and every other call.
/// </summary>
internal sealed partial class UnitPuller : IHostedService, IDisposable
{
    private static readonly TimeSpan s_patienceAtEnd = TimeSpan.FromSeconds(20);

    private readonly IGrainFactory _grains;
    private readonly ICampaignKind[] _kinds;
    private readonly SiloWorkOptions _options;
    private readonly ILogger<UnitPuller> _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, PulledCampaign?> _campaigns = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private Thread[] _threads = [];

    public UnitPuller(IGrainFactory grains, IEnumerable<ICampaignKind> kinds, SiloWorkOptions options, ILogger<UnitPuller> log)
    {
        _grains = grains;
        _kinds = [.. kinds];
        _options = options;
        _log = log;
    }

    private ICampaignBoardGrain Board => _grains.GetGrain<ICampaignBoardGrain>(0);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _threads = [.. Enumerable.Range(1, _options.Threads).Select(i => new Thread(Work) { Name = $"unit {i}", IsBackground = true })];
        Array.ForEach(_threads, static t => t.Start());
        return Task.CompletedTask;
    }

    /// <summary>Ends the threads while the silo still answers, so that running units are given back at once.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _stop.Cancel();
        return Task.Run(() => Array.ForEach(_threads, static t => t.Join(s_patienceAtEnd)), CancellationToken.None);
    }

    public void Dispose() => _stop.Dispose();

    private void Work()
    {
        while (!_stop.IsCancellationRequested)
        {
            bool worked = false;
            try
            {
                foreach (string campaign in Wait(Board.Open()))
                {
                    worked |= Find(campaign)?.Work(_stop.Token) ?? false;
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // A silo that is being lost, a database that restarts: leases and stored results make it safe to go on.
                LogRetry(e.GetType().Name, e.Message);
            }

            if (!worked)
            {
                _stop.Token.WaitHandle.WaitOne(_options.Look);
            }
        }
    }

    /// <summary>The campaign of an identity, or null where this silo cannot run it.</summary>
    private PulledCampaign? Find(string identity)
    {
        lock (_lock)
        {
            if (_campaigns.TryGetValue(identity, out PulledCampaign? known))
            {
                return known;
            }
        }

        ICampaignGrain grain = _grains.GetGrain<ICampaignGrain>(identity);
        if (Wait(grain.Plan()) is not { } json)
        {
            return null;
        }

        PulledCampaign? found = null;
        try
        {
            CampaignPlan plan = CampaignPlan.Parse(json, $"campaign {identity}");
            found = new PulledCampaign(_grains, identity, plan, plan.KindAmong(_kinds, $"campaign {identity}"), _options);
        }
        catch (BadCampaignException e)
        {
            LogRefusal(e.Message);
            Wait(grain.Refuse($"{Environment.MachineName}: {e.Message}"));
        }

        lock (_lock)
        {
            return _campaigns[identity] = found;
        }
    }

    private T Wait<T>(Task<T> call) => call.WaitAsync(_stop.Token).GetAwaiter().GetResult();

    private void Wait(Task call) => call.WaitAsync(_stop.Token).GetAwaiter().GetResult();

    [LoggerMessage(Level = LogLevel.Warning, Message = "a call failed and is tried again: {Kind}: {Message}")]
    private partial void LogRetry(string kind, string message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Message}")]
    private partial void LogRefusal(string message);
}
