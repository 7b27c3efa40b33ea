using FolioModel.Groups;

namespace FolioModel.Reclaim;

/// <summary>The shrinkers of a machine: the page cache's own for tree nodes of nothing but shadows, and those of embedders.</summary>
/// <remarks>
/// Models <c>mm/shrinker.c</c>. Direct reclaim, the background reclaimer, <see cref="MemoryGroup.Reclaim"/> and
/// <see cref="Machine.DropSlab"/> call them.
/// </remarks>
[SharedState("shrinkers")]
public sealed partial class Shrinkers : ISharedState
{
    private readonly Machine _machine;

    [NotShared("set by whoever runs the machine, not by operations")]
    private readonly List<Registration> _registrations = [];

    internal Shrinkers(Machine machine)
    {
        _machine = machine;
        _stateNumber = machine.NewStateNumber();
        Register(machine.ShadowNodes);
    }

    /// <summary>The registered shrinkers, in the order in which they are asked.</summary>
    public IEnumerable<IShrinker> All => _registrations.Select(static registration => registration.Shrinker);

    /// <summary>Adds a shrinker, behind all others.</summary>
    /// <param name="shrinker">The shrinker; its properties must not change while it is registered.</param>
    /// <exception cref="ArgumentException">It is registered already, or its batch is not positive.</exception>
    /// <remarks>Models <c>shrinker_register</c>.</remarks>
    public void Register(IShrinker shrinker)
    {
        ArgumentNullException.ThrowIfNull(shrinker);
        if (Find(shrinker) is not null || shrinker.Batch < 1 || shrinker.Seeks < 0)
        {
            throw new ArgumentException(
                $"shrinker {shrinker.Name} with a batch of {shrinker.Batch} and {shrinker.Seeks} seeks: expected one that is not "
                    + "registered, a batch of at least 1 and no negative seeks",
                nameof(shrinker));
        }

        _registrations.Add(new Registration(shrinker));
    }

    /// <summary>Removes a shrinker.</summary>
    /// <param name="shrinker">The shrinker.</param>
    /// <returns>Whether it was registered.</returns>
    /// <remarks>Models <c>shrinker_free</c>.</remarks>
    public bool Unregister(IShrinker shrinker) => Find(shrinker) is { } found && _registrations.Remove(found);

    /// <summary>Work that reclaim has put off because it was less than a batch, or because the shrinker could not do it.</summary>
    /// <param name="shrinker">The shrinker.</param>
    /// <param name="group">The group; null on a machine without groups, and for shrinkers that are not aware of groups.</param>
    /// <returns>Objects that the next calls go through in addition.</returns>
    /// <remarks>Models <c>nr_deferred</c>.</remarks>
    public long DeferredOf(IShrinker shrinker, MemoryGroup? group = null)
    {
        TrackState();
        return Find(shrinker) is { } found ? found.Deferred(group) : 0;
    }

    /// <summary>Asks the shrinkers that serve a group for the share of their objects that the urgency of a run says.</summary>
    /// <param name="group">The group; null on a machine without groups.</param>
    /// <param name="gfp">What the run may do.</param>
    /// <param name="priority">The run's urgency: the share is a 2^priority-th.</param>
    /// <returns>Objects and pages freed.</returns>
    /// <remarks>Models <c>shrink_slab</c>.</remarks>
    internal (long Objects, long Pages) Shrink(MemoryGroup? group, GfpFlags gfp, int priority)
    {
        (long Objects, long Pages) freed = default;
        for (int i = 0; i < _registrations.Count; i++)
        {
            Registration registration = _registrations[i];
            bool serves = group is null || group.IsRoot || (registration.Shrinker.IsGroupAware && group.IsOnline);
            if (serves)
            {
                (long objects, long pages) = Shrink(registration, group, gfp, priority);
                freed.Objects += objects;
                freed.Pages += pages;
            }
        }

        return freed;
    }

    /// <summary>Has one shrinker work off its budget.</summary>
    /// <remarks>Models <c>do_shrink_slab</c>.</remarks>
    private (long Objects, long Pages) Shrink(Registration registration, MemoryGroup? group, GfpFlags gfp, int priority)
    {
        IShrinker shrinker = registration.Shrinker;
        ShrinkRequest request = new(group, gfp, 0);
        long available = shrinker.Count(request);
        if (available <= 0)
        {
            return default;
        }

        TrackState();
        ShrinkBudget budget = new(shrinker, available, registration.Take(group), priority);
        (long Objects, long Pages) freed = default;
        for (bool stopped = false; !stopped && budget.AllowsCall;)
        {
            long asked = budget.NextCall;
            ShrinkResult result = shrinker.Scan(request with { Objects = asked });
            stopped = result.IsStop;
            if (!stopped)
            {
                budget.Spend(Scanned(shrinker, result, asked));
                freed = (freed.Objects + result.Freed, freed.Pages + result.Pages.Value);
            }
        }

        _machine.Statistics.ObjectsScanned += budget.Spent;
        registration.Put(group, budget.Arrears);
        return freed;
    }

    private static long Scanned(IShrinker shrinker, ShrinkResult result, long portion)
    {
        long scanned = result.Scanned ?? portion;
        return scanned > 0 ? scanned
            : throw new InvalidOperationException(
                $"shrinker {shrinker.Name} went through {scanned} objects of {portion}; expected at least one, or "
                    + nameof(ShrinkResult.Stop));
    }

    private Registration? Find(IShrinker shrinker) => _registrations.Find(registration => registration.Shrinker == shrinker);

    partial void AddMoreTo(ref StateHash hash)
    {
        foreach (Registration registration in _registrations)
        {
            registration.AddTo(ref hash);
        }
    }

    /// <summary>A shrinker, and what was put off for each group.</summary>
    private sealed class Registration(IShrinker shrinker)
    {
        private long[] _deferred = [];

        public IShrinker Shrinker { get; } = shrinker;

        public long Deferred(MemoryGroup? group) => NumberOf(group) is var number && number < _deferred.Length ? _deferred[number] : 0;

        public long Take(MemoryGroup? group)
        {
            long deferred = Deferred(group);
            Put(group, 0);
            return deferred;
        }

        public void Put(MemoryGroup? group, long objects)
        {
            int number = NumberOf(group);
            if (objects != 0 && number >= _deferred.Length)
            {
                Array.Resize(ref _deferred, number + 1);
            }

            if (number < _deferred.Length)
            {
                _deferred[number] = objects;
            }
        }

        public void AddTo(ref StateHash hash)
        {
            foreach (long deferred in _deferred)
            {
                hash.Add(deferred);
            }
        }

        private int NumberOf(MemoryGroup? group) => Shrinker.IsGroupAware ? group?.Id ?? 0 : 0;
    }
}
