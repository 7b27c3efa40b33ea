using FolioModel.Gmem;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>The argument of <c>KVM_SET_USER_MEMORY_REGION2</c>.</summary>
/// <param name="Slot">Number of the slot.</param>
/// <param name="Flags">Flags.</param>
/// <param name="Address">First guest address.</param>
/// <param name="Size">Bytes; 0 deletes the slot.</param>
/// <param name="Descriptor">Descriptor of the guest_memfd; looked at only with <see cref="MemorySlotFlags.GuestMemfd"/>.</param>
/// <param name="FileOffset">Where the bound range starts in the file, in bytes.</param>
internal readonly record struct MemoryRegion(int Slot, MemorySlotFlags Flags, ulong Address, ulong Size, int Descriptor, ulong FileOffset);
