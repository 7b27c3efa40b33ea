using FolioModel.Campaigns;
using FolioModel.Orleans.Leasing;
using Orleans;
using Orleans.Runtime;

namespace FolioModel.Orleans.Grains;

/// <summary>The coordinator of one campaign. The plan and the set of done units are stored; leases are not, and are found again.</summary>
internal sealed class CampaignGrain(
    [PersistentState("plan", CampaignStorage.Name)] IPersistentState<StoredPlan> plan,
    [PersistentState("done", CampaignStorage.Name)] IPersistentState<StoredProgress> progress) : Grain, ICampaignGrain
{
    private const int MostFailures = 3;

    private readonly Dictionary<int, int> _failures = [];
    private UnitLeases _leases = new();
    private string[] _units = [];
    private string? _refusal;

    /// <summary>The time of a steady clock.</summary>
    private static TimeSpan Now => TimeSpan.FromMilliseconds(Environment.TickCount64);

    private bool IsStopped => progress.State.Failure is not null || progress.State.Conflict > 0;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Load();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task Submit(string json, string[] followUps, byte[] done, TimeSpan lease)
    {
        if (plan.State.Plan is null || plan.State.FollowUps.Length < followUps.Length || plan.State.Lease != lease)
        {
            StoredPlan stored = plan.State;
            stored.Plan = json;
            stored.FollowUps = followUps.Length > stored.FollowUps.Length ? followUps : stored.FollowUps;
            stored.Lease = lease;
            await Write(plan.WriteStateAsync);
            Load();
        }

        // A campaign that is submitted again may try again what failed, as on silos with the missing trace.
        progress.State.Failure = null;
        _failures.Clear();
        foreach (int unit in Enumerable.Range(1, _leases.Count).Where(u => UnitBitmap.Contains(done, u)))
        {
            _leases.Finish(unit);
        }

        await Save();
        await GrainFactory.GetGrain<ICampaignBoardGrain>(0).Announce(this.GetPrimaryKeyString());
    }

    /// <inheritdoc/>
    public Task<string?> Plan() => Task.FromResult(plan.State.Plan);

    /// <inheritdoc/>
    public Task<TakenUnit?> Take()
    {
        (int unit, long lease) = IsStopped ? (0, 0) : _leases.Take(Now, plan.State.Lease);
        return Task.FromResult(unit == 0 ? null : new TakenUnit(unit, _units[unit - 1], lease, plan.State.Lease));
    }

    /// <inheritdoc/>
    public Task<bool> Renew(int unit, long lease) =>
        Task.FromResult(Knows(unit) && _leases.Renew(unit, lease, Now, plan.State.Lease));

    /// <inheritdoc/>
    public Task Return(int unit, long lease)
    {
        _leases.Return(unit, lease);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task Report(int unit, bool differs)
    {
        if (!Knows(unit))
        {
            return;
        }

        bool isNews = _leases.Finish(unit);
        if (differs)
        {
            progress.State.Conflict = unit;
        }

        if (isNews || differs)
        {
            await Save();
        }
    }

    /// <inheritdoc/>
    public async Task Fail(int unit, long lease, string message)
    {
        if (!Knows(unit))
        {
            return;
        }

        _leases.Return(unit, lease);
        if ((_failures[unit] = _failures.GetValueOrDefault(unit) + 1) >= MostFailures)
        {
            progress.State.Failure ??= $"unit {unit} could not be run {MostFailures} times: {message}";
            await Save();
        }
    }

    /// <inheritdoc/>
    public Task Refuse(string message)
    {
        _refusal = message;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task Reopen(int unit)
    {
        if (Knows(unit))
        {
            _leases.Reopen(unit);
            await Save();
        }
    }

    /// <inheritdoc/>
    public Task<ClusterCampaignState> State() => Task.FromResult(new ClusterCampaignState(
        plan.State.Plan is not null, _leases.Count, Bits(), _leases.Leased, progress.State.Conflict, progress.State.Failure, _refusal));

    /// <inheritdoc/>
    public async Task Close()
    {
        await GrainFactory.GetGrain<ICampaignBoardGrain>(0).Remove(this.GetPrimaryKeyString());
        await plan.ClearStateAsync();
        await progress.ClearStateAsync();
        DeactivateOnIdle();
    }

    /// <summary>Builds the units from what is stored. Leases of before are found again when their workers renew them.</summary>
    private void Load()
    {
        UnitLeases before = _leases;
        _units = plan.State.Plan is { } json ? [.. CampaignPlan.Parse(json, "the plan").Units, .. plan.State.FollowUps] : [];
        _leases = new UnitLeases(System.Diagnostics.Stopwatch.GetTimestamp());
        _leases.Add(_units.Length);
        for (int unit = 1; unit <= _units.Length; unit++)
        {
            if (UnitBitmap.Contains(progress.State.Done, unit) || (unit <= before.Count && before.IsDone(unit)))
            {
                _leases.Finish(unit);
            }
        }
    }

    /// <summary>Whether the campaign has the unit. It has none once it was closed, or lost with storage in memory.</summary>
    private bool Knows(int unit) => unit <= _leases.Count;

    private byte[] Bits() => UnitBitmap.Of(_leases.Count, _leases.IsDone);

    private Task Save()
    {
        progress.State.Done = Bits();
        return Write(progress.WriteStateAsync);
    }

    /// <summary>Writes state. An activation whose state may differ from the stored one ends, and the next one reads it anew.</summary>
    private async Task Write(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }
}

/// <summary>The stored plan of a campaign.</summary>
[GenerateSerializer, Alias("folio.stored-plan")]
internal sealed class StoredPlan
{
    /// <summary>The plan as JSON, or null.</summary>
    [Id(0)]
    public string? Plan { get; set; }

    /// <summary>The units that follow from the results of the planned ones.</summary>
    [Id(1)]
    public string[] FollowUps { get; set; } = [];

    /// <summary>The length of a lease.</summary>
    [Id(2)]
    public TimeSpan Lease { get; set; }
}

/// <summary>The stored progress of a campaign.</summary>
[GenerateSerializer, Alias("folio.stored-progress")]
internal sealed class StoredProgress
{
    /// <summary>The done units, as a bitmap.</summary>
    [Id(0)]
    public byte[] Done { get; set; } = [];

    /// <summary>A unit that gave two different results, or 0.</summary>
    [Id(1)]
    public int Conflict { get; set; }

    /// <summary>Why the campaign stopped, or null.</summary>
    [Id(2)]
    public string? Failure { get; set; }
}
