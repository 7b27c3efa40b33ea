using System.Numerics;
using System.Runtime.CompilerServices;

namespace FolioModel.XArrays;

/// <content>
/// The way straight to a leaf. A walk through four levels is four loads that wait for each other; a table from leaf number to leaf makes it
/// two. The tree stays the truth: a leaf that the table does not know is found by walking.
/// </content>
public sealed partial class XArray
{
    // A table for scattered indices would be mostly empty.
    private const int MaxLeafNumbersPerLeaf = 4;

    // By leaf number (index >> chunk shift): node number + 1, or 0 for "walk".
    private int[] _leafOf = [];
    private int _leaves;

    /// <summary>The leaf that holds an index, if the directory knows it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryGetLeaf(ulong index, out int leaf)
    {
        int[] directory = _leafOf;
        ulong number = index >> _chunkShift;
        leaf = number < (ulong)directory.Length ? directory[(int)number] - 1 : -1;
        return leaf >= 0;
    }

    internal void AttachLeaf(int node, ulong index)
    {
        _leaves++;
        ulong number = index >> _chunkShift;
        if (number < (ulong)_leafOf.Length)
        {
            _leafOf[(int)number] = node + 1;
        }
        else if (_leaves >= Options.LeafDirectoryThreshold && number < (ulong)_leaves * MaxLeafNumbersPerLeaf)
        {
            _leafOf = new int[BitOperations.RoundUpToPowerOf2((uint)number + 1)];
            EnterLeaves(XWord.NodeId(Head), HeadShift, 0);
        }
    }

    /// <summary>Forgets a leaf; its links to the tree must still be there.</summary>
    internal void DetachLeaf(int node)
    {
        _leaves--;
        if (_leafOf.Length == 0)
        {
            return;
        }

        ulong number = new XNode(this, node).FirstIndex >> _chunkShift;
        if (number < (ulong)_leafOf.Length)
        {
            _leafOf[(int)number] = 0;
        }
    }

    private void ForgetLeaves() => _leafOf = [];

    private void EnterLeaves(int node, int shift, ulong firstNumber)
    {
        if (firstNumber >= (ulong)_leafOf.Length)
        {
            return;
        }

        if (shift == 0)
        {
            _leafOf[(int)firstNumber] = node + 1;
            return;
        }

        for (int slot = 0; slot <= (int)_chunkMask; slot++)
        {
            uint word = Pool.Slot(node, slot);
            if (XWord.IsNode(word))
            {
                EnterLeaves(XWord.NodeId(word), shift - _chunkShift, firstNumber + ((ulong)slot << (shift - _chunkShift)));
            }
        }
    }

    private void ValidateDirectory(List<XArrayViolation> violations)
    {
        for (int number = 0; number < _leafOf.Length; number++)
        {
            int leaf = _leafOf[number] - 1;
            ulong first = (ulong)number << _chunkShift;
            if (leaf >= 0 && leaf != WalkToLeaf(first))
            {
                violations.Add(
                    new XArrayViolation(CacheInvariants.RetryEntriesAreInFreedNodesOnly, first, 0,
                    $"the directory leads to node {leaf}, which is not the leaf there"));
            }
        }
    }

    private int WalkToLeaf(ulong index)
    {
        uint word = Holds(index) ? Head : 0;
        for (int shift = HeadShift; XWord.IsNode(word); shift -= _chunkShift)
        {
            if (shift == 0)
            {
                return XWord.NodeId(word);
            }

            word = Pool.Slot(XWord.NodeId(word), (int)((index >> shift) & _chunkMask));
        }

        return -1;
    }
}
