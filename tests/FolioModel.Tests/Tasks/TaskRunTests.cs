using System.Diagnostics;
using System.Reflection;

namespace FolioModel.Tests.Tasks;

/// <summary>A task that runs suspended stops where the source says, waits for what it must, and is current while it runs.</summary>
internal sealed class TaskRunTests
{
    private Machine _machine = null!;
    private RwSemaphore _semaphore = null!;

    [SetUp]
    public void Build()
    {
        _machine = new Machine(new MachineOptions { Pages = 64, LockChecking = true });
        _semaphore = new RwSemaphore(_machine, LockClass.InvalidateLock, "semaphore");
    }

    [Test]
    public void ATaskDoesNothingBeforeItIsResumed()
    {
        bool started = false;
        TaskRun run = Begin("a", async () =>
        {
            started = true;
            await _machine.PointAsync(SchedulingPoint.Put);
        });
        Assert.That(started, Is.False);
        Assert.That(run.Resume(), Is.EqualTo(TaskRunState.Ready));
        Assert.That(run.Point, Is.EqualTo(SchedulingPoint.Put));
        Assert.That(run.Resume(), Is.EqualTo(TaskRunState.Done));
        Assert.That(_machine.Runs, Is.Empty);
    }

    [Test]
    public void TheTaskIsCurrentWheneverItRunsAndNobodyElseAfterwards()
    {
        List<KernelTask> seen = [];
        async KernelWork Look()
        {
            for (int i = 0; i < 3; i++)
            {
                seen.Add(_machine.Current);
                await _machine.PointAsync(SchedulingPoint.Put);
            }
        }

        TaskRun a = Begin("a", Look);
        TaskRun b = Begin("b", Look);
        while (a.CanGoOn || b.CanGoOn)
        {
            a.Resume();
            b.Resume();
            Assert.That(_machine.Current, Is.SameAs(_machine.Boot));
        }

        Assert.That(seen.Select(t => t.Name), Is.EqualTo(new[] { "a", "b", "a", "b", "a", "b" }));
    }

    [Test]
    public void AWriterWaitsForAReaderAndIsWokenByItsRelease()
    {
        TaskRun reader = Begin("reader", async () =>
        {
            await _semaphore.DownReadAsync();
            await _machine.PointAsync(SchedulingPoint.Put);
            _semaphore.UpRead();
        });
        TaskRun writer = Begin("writer", async () =>
        {
            await _semaphore.DownWriteAsync();
            _semaphore.UpWrite();
        });
        reader.Resume();
        reader.Resume();
        writer.Resume();
        Assert.That(writer.Resume(), Is.EqualTo(TaskRunState.Waiting));
        Assert.That(writer.Holder, Is.SameAs(reader.Task));
        Assert.That(writer.ToString(), Is.EqualTo("writer waits for semaphore, held by reader"));
        Assert.That(reader.Resume(), Is.EqualTo(TaskRunState.Done));
        Assert.That(writer.State, Is.EqualTo(TaskRunState.Ready), "the release woke nobody");
        Assert.That(writer.Resume(), Is.EqualTo(TaskRunState.Done));
    }

    [Test]
    public void ATaskThatWaitsCannotBeResumed()
    {
        _semaphore.DownWrite();
        TaskRun run = Begin("a", () => _semaphore.DownReadAsync());
        run.Resume();
        run.Resume();
        Assert.That(() => run.Resume(), Throws.InvalidOperationException.With.Message.Contains("a waits for semaphore, held by boot"));
    }

    [Test]
    public void WhatATaskThrowsIsKeptWithItAfterAnySuspension([Values] bool suspended)
    {
        async KernelWork Throw()
        {
            if (suspended)
            {
                await _machine.PointAsync(SchedulingPoint.Put);
            }

            throw new KernelBugException("planned");
        }

        TaskRun run = Begin("a", async () => await Throw());
        while (run.CanGoOn)
        {
            run.Resume();
        }

        Assert.That(run.State, Is.EqualTo(TaskRunState.Failed));
        Assert.That(run.Error, Is.TypeOf<KernelBugException>().With.Message.EqualTo("planned"));
    }

    [Test]
    public void WithoutARunTheSuspendedFormRunsStraightToItsEnd()
    {
        Assert.That(_semaphore.DownReadAsync().IsCompleted, Is.True);
        Assert.That(_semaphore.Readers, Is.EqualTo(1));
        Assert.That(() => _semaphore.DownWriteAsync().GetAwaiter().GetResult(), Throws.TypeOf<KernelDeadlockException>());
    }

    [Test]
    public void AnObserverThatPassesEveryPointLeavesOnlyTheWaits()
    {
        Observer observer = new();
        _semaphore.DownWrite();
        TaskRun run = _machine.Begin(_machine.CreateTask("a", 0), () => _semaphore.DownReadAsync(), observer);
        Assert.That(run.Resume(), Is.EqualTo(TaskRunState.Waiting));
        _semaphore.UpWrite();
        run.Resume();
        Assert.That(observer.Seen, Is.EqualTo(new[] { "Lock", "waits", "woken", "ended" }));
    }

    [Test]
    public void AnAbandonedTaskIsForgottenAndItsWorkUsedAgain()
    {
        TaskRun run = Begin("a", async () => await Pauses(2));
        run.Resume();
        run.Abandon();
        Assert.That(run.State, Is.EqualTo(TaskRunState.Abandoned));
        Assert.That(_machine.Runs, Is.Empty);
        TaskRun other = Begin("b", async () => await Pauses(2));
        Assert.That(StepsOf(other), Is.EqualTo(3));
    }

    [Test]
    public void SuspendingAndResumingAllocatesNothingOnceWarm()
    {
        AssumeOptimized();
        TaskRun run = Begin("a", async () => await Pauses(10_000));
        for (int i = 0; i < 1_000; i++)
        {
            run.Resume();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5_000; i++)
        {
            run.Resume();
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void CompletingAtOnceAllocatesNothing()
    {
        AssumeOptimized();
        _semaphore = new RwSemaphore(new Machine(new MachineOptions { Pages = 64 }), LockClass.InvalidateLock, "semaphore");
        for (int i = 0; i < 100; i++)
        {
            _semaphore.DownReadAsync().GetAwaiter().GetResult();
            _semaphore.UpRead();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            _semaphore.DownReadAsync().GetAwaiter().GetResult();
            _semaphore.UpRead();
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void WorkAwaitedTwiceIsNoticed()
    {
        KernelWork work = default;
        TaskRun run = Begin("a", async () =>
        {
            work = Pauses(1);
            await work;
            await work;
        });
        Assert.That(() => StepsOf(run), Is.EqualTo(2));
        Assert.That(run.Error, Is.TypeOf<InvalidOperationException>().With.Message.Contains("twice"));
    }

    [Test]
    public void ASpinLockMayBeWaitedForUnderAnotherOne()
    {
        AddressSpace file = _machine.CreateAddressSpace();
        file.Pages.Lock.Acquire();
        TaskRun run = Begin("a", async () =>
        {
            await file.InodeLock.AcquireAsync();
            await file.Pages.Lock.AcquireAsync();
        });
        while (run.CanGoOn)
        {
            run.Resume();
        }

        Assert.That(run.State, Is.EqualTo(TaskRunState.Waiting), run.Error?.Message);
        file.Pages.Lock.Release();
        run.Resume();
        Assert.That(run.State, Is.EqualTo(TaskRunState.Done));
    }

    /// <summary>In a debug build the compiler makes state machines classes, and the just-in-time compiler boxes.</summary>
    private static void AssumeOptimized() => Assume.That(
        typeof(Machine).Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled, Is.Not.True, "a debug build");

    private async KernelWork Pauses(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await _machine.PointAsync(SchedulingPoint.Put);
        }
    }

    private TaskRun Begin(string name, Func<KernelWork> body) => _machine.Begin(_machine.CreateTask(name, 0), body);

    private static int StepsOf(TaskRun run)
    {
        while (run.CanGoOn)
        {
            run.Resume();
        }

        return run.Steps;
    }

    private sealed class Observer : ITaskRunObserver
    {
        public List<string> Seen { get; } = [];

        public bool StopsAt(TaskRun run, SchedulingPoint point)
        {
            Seen.Add(point.ToString());
            return false;
        }

        public void Waits(TaskRun run) => Seen.Add("waits");

        public void Woken(TaskRun run) => Seen.Add("woken");

        public void Ended(TaskRun run) => Seen.Add("ended");
    }
}
