namespace FolioModel.Tests.Locking;

[TestFixture]
internal sealed class RwSemaphoreTests
{
    private Machine _machine = null!;
    private RwSemaphore _semaphore = null!;
    private KernelTask _other = null!;

    [SetUp]
    public void SetUp()
    {
        _machine = new Machine(new MachineOptions { LockChecking = true });
        _semaphore = _machine.CreateAddressSpace().InvalidateLock;
        _other = _machine.CreateTask("other", 1);
    }

    [Test]
    public void ManyMayHoldItSharedAndOneExclusively()
    {
        _semaphore.DownRead();
        Assert.That(As(_other, _semaphore.TryDownRead));
        Assert.That(_semaphore.TryDownWrite(), Is.False);
        As(_other, _semaphore.UpRead);
        _semaphore.UpRead();
        Assert.That(_semaphore.TryDownWrite());
        Assert.That(As(_other, _semaphore.TryDownRead), Is.False);
    }

    [Test]
    public void ADowngradeLetsReadersInAndKeepsWritersOut()
    {
        _semaphore.DownWrite();
        _semaphore.Downgrade();
        Assert.That(As(_other, _semaphore.TryDownRead));
        Assert.That(As(_other, _semaphore.TryDownWrite), Is.False);
    }

    [Test]
    public void GivingUpWhatOneDoesNotHoldIsABug()
    {
        Assert.Multiple(() =>
        {
            Assert.That(_semaphore.UpRead, Throws.InstanceOf<KernelBugException>());
            Assert.That(_semaphore.UpWrite, Throws.InstanceOf<KernelBugException>());
            Assert.That(_semaphore.Downgrade, Throws.InstanceOf<KernelBugException>());
        });
    }

    [Test]
    public void AWaitNamesTheHolderAndLeavesNoWaiterBehind()
    {
        As(_other, _semaphore.DownWrite);
        Assert.That(_semaphore.DownRead, Throws.InstanceOf<KernelDeadlockException>().With.Message.Contains("held by other"));
        Assert.That(_semaphore.Waiting, Is.Zero);
    }

    private T As<T>(KernelTask task, Func<T> action)
    {
        using (_machine.RunAs(task))
        {
            return action();
        }
    }

    private void As(KernelTask task, Action action)
    {
        using (_machine.RunAs(task))
        {
            action();
        }
    }
}
