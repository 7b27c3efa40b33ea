using System.Runtime.ExceptionServices;
using FolioModel.Campaigns.Storage;

namespace FolioModel.Campaigns;

/// <summary>The units that the threads of one process take in their order, with the claims on those that run.</summary>
internal sealed class UnitQueue : IDisposable
{
    private const int LooksInLease = 20;

    private readonly CampaignFolder _folder;
    private readonly CampaignRunOptions _options;
    private readonly IReadOnlyList<string> _units;
    private readonly LinkedList<int> _open;
    private readonly int _total;
    private readonly CancellationTokenSource _stop;
    private readonly HashSet<int> _running = [];
    private readonly Timer _renewal;
    private readonly Lock _lock = new();
    private int _done;
    private Exception? _failure;

    public UnitQueue(
        CampaignFolder folder, CampaignRunOptions options, IReadOnlyList<string> units, int[] part, CancellationToken cancellation)
    {
        _folder = folder;
        _options = options;
        _units = units;
        _open = new LinkedList<int>(part);
        _total = part.Length;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        TimeSpan period = options.Lease / 4;
        _renewal = new Timer(_ => Renew(), null, period, period);
    }

    /// <summary>Units that ran here.</summary>
    public int Ran { get; private set; }

    public void Dispose()
    {
        _renewal.Dispose();
        _stop.Dispose();
    }

    /// <summary>The work of one thread: takes units until there are none.</summary>
    public void Work()
    {
        try
        {
            while (!_stop.IsCancellationRequested && TryTake(out int unit))
            {
                RunOne(unit);
            }
        }
        catch (OperationCanceledException)
        {
            // The caller cancelled, or another thread failed and says why.
        }
        catch (Exception e)
        {
            lock (_lock)
            {
                _failure ??= e;
            }

            _stop.Cancel();
        }
    }

    public void ThrowIfFailed()
    {
        if (_failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private bool TryTake(out int unit)
    {
        while (!_stop.IsCancellationRequested)
        {
            lock (_lock)
            {
                if (TryTakeOpen(out unit))
                {
                    return true;
                }

                if (_open.Count == 0 || !_options.Waits)
                {
                    return false;
                }
            }

            _stop.Token.WaitHandle.WaitOne(_options.Look ?? (_options.Lease / LooksInLease));
        }

        unit = 0;
        return false;
    }

    /// <summary>Takes the first open unit that no other process has claimed, and forgets those that have a result by now.</summary>
    private bool TryTakeOpen(out int unit)
    {
        for (LinkedListNode<int>? node = _open.First, next; node is not null; node = next)
        {
            next = node.Next;
            unit = node.Value;
            if (_folder.Read(unit) is { } result)
            {
                _open.Remove(node);
                Finish(unit, result);
            }
            else if (_folder.Claims.TryClaim(unit, _options.Owner, _options.Lease))
            {
                _open.Remove(node);
                _running.Add(unit);
                return true;
            }
        }

        unit = 0;
        return false;
    }

    private void RunOne(int unit)
    {
        try
        {
            byte[] result = _folder.Kind.Run(_folder.Plan.Options, _units[unit - 1], _stop.Token);
            _folder.Write(unit, result);
            lock (_lock)
            {
                Ran++;
                Finish(unit, result);
            }
        }
        finally
        {
            lock (_lock)
            {
                _running.Remove(unit);
            }

            _folder.Claims.Release(unit);
        }
    }

    private void Finish(int unit, byte[] result)
    {
        _done++;
        _options.Progress?.Invoke(new CampaignProgress(unit, _done, _total, result));
    }

    private void Renew()
    {
        int[] running;
        lock (_lock)
        {
            running = [.. _running];
        }

        Array.ForEach(running, _folder.Claims.Renew);
    }
}
