namespace FolioModel.Gmem;

/// <remarks>To an explorer a VM is one piece of shared state: invalidation, page table, attributes, slots and bindings together.</remarks>
public sealed partial class VirtualMachine : ISharedState
{
    private readonly int _stateNumber;

    /// <inheritdoc/>
    int ISharedState.StateNumber => _stateNumber;

    /// <inheritdoc/>
    string ISharedState.StateName => "VM";

    /// <inheritdoc/>
    void ISharedState.AddTo(ref StateHash hash)
    {
        Invalidation.AddTo(ref hash);
        PageTable.AddTo(ref hash);
        Attributes.AddTo(ref hash);
        hash.Add(References);
        foreach (MemorySlot slot in _slots.Values)
        {
            hash.Add(slot.Id);
            hash.Add(slot.File is null);
            hash.Add(slot.FileIndex.Value);
        }

        foreach (GuestMemfd file in _openFiles)
        {
            file.AddTo(ref hash);
        }
    }

    internal void Touch() => Machine.Touch(this);
}
