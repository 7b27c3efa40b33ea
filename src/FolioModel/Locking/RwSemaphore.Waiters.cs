namespace FolioModel.Locking;

public sealed partial class RwSemaphore
{
    private Waiter Enqueue(bool exclusive)
    {
        if (!_machine.CanWait)
        {
            throw _machine.Deadlock(Class.Wait, Name, Writer ?? FirstReader());
        }

        Waiter waiter = new(_machine.Current.Id, exclusive);
        _waiters.AddLast(waiter);
        return waiter;
    }

    private void Grant()
    {
        if (_readers.Count > 0 || _writer != 0 || _waiters.First is not { } first)
        {
            return;
        }

        if (first.Value.Exclusive)
        {
            _waiters.RemoveFirst();
            _writer = first.Value.Task;
            first.Value.Granted = true;
            _machine.WakeAll(this);
        }
        else
        {
            GrantReaders();
        }
    }

    private void GrantReaders()
    {
        if (_waiters.First is not { Value.Exclusive: false })
        {
            return;
        }

        for (LinkedListNode<Waiter>? node = _waiters.First; node is not null;)
        {
            LinkedListNode<Waiter>? next = node.Next;
            if (!node.Value.Exclusive)
            {
                _waiters.Remove(node);
                _readers.Add(node.Value.Task);
                node.Value.Granted = true;
            }

            node = next;
        }

        _machine.WakeAll(this);
    }

    private sealed class Waiter(int task, bool exclusive)
    {
        public int Task { get; } = task;

        public bool Exclusive { get; } = exclusive;

        public bool Granted { get; set; }

        public void AddTo(ref StateHash hash) => hash.Add(Exclusive ? -Task : Task);
    }
}
