// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {ERC2981} from "@openzeppelin/contracts/token/common/ERC2981.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// @title Collection of a store's tokens
/// @notice Each token has a supply that is fixed when it is created. A mint has a reference, and the contract mints a
/// reference once, however often the transaction is sent. So does a transfer that the key of its owner has signed.
contract SokoCollection is ERC1155, ERC2981, AccessControl, EIP712 {
    bytes32 public constant MINTER_ROLE = keccak256("MINTER_ROLE");

    bytes32 private constant TRANSFER_TYPE =
        keccak256("Transfer(bytes32 ref,address from,address to,uint256 id,uint256 amount,uint256 deadline)");

    string public name;

    /// @notice Number of items of a token that can ever exist. 0 for a token that was not created.
    mapping(uint256 id => uint256) public maxSupply;

    /// @notice Number of items of a token that were minted.
    mapping(uint256 id => uint256) public minted;

    /// @notice True for the reference of a mint that was made.
    mapping(bytes32 ref => bool) public isMinted;

    /// @notice True for a transfer of an owner that was made, by its reference. Each owner has references of their own: nobody
    /// uses up those of others.
    mapping(address from => mapping(bytes32 ref => bool)) public isTransferred;

    event TokenCreated(uint256 indexed id, uint256 maxSupply);
    event MintedOnce(bytes32 indexed ref, address indexed to, uint256 indexed id, uint256 amount);
    event TransferredOnce(bytes32 indexed ref, address indexed from, address indexed to, uint256 id, uint256 amount);

    error AlreadyMinted(bytes32 ref);
    error TokenExists(uint256 id);
    error UnknownToken(uint256 id);
    error NothingToMint();
    error UnequalLengths();
    error MaxSupplyExceeded(uint256 id, uint256 wanted, uint256 left);
    error AlreadyTransferred(bytes32 ref);
    error TransferExpired(uint256 deadline);
    error WrongSignature();

    /// @param minter creates tokens and mints them; it can give the role to others.
    /// @param uri_ address of the metadata, with `{id}` in it.
    /// @param royaltyReceiver gets the royalties of resales.
    /// @param royaltyBasisPoints royalties in hundredths of a percent of the price.
    constructor(
        string memory name_,
        string memory uri_,
        address minter,
        address royaltyReceiver,
        uint96 royaltyBasisPoints
    ) ERC1155(uri_) EIP712("SokoCollection", "1") {
        name = name_;
        _grantRole(DEFAULT_ADMIN_ROLE, minter);
        _grantRole(MINTER_ROLE, minter);
        if (royaltyBasisPoints > 0) _setDefaultRoyalty(royaltyReceiver, royaltyBasisPoints);
    }

    /// @notice Creates a token. Its supply can never be changed.
    function createToken(uint256 id, uint256 maxSupply_) external onlyRole(MINTER_ROLE) {
        if (maxSupply[id] != 0) revert TokenExists(id);
        if (maxSupply_ == 0) revert NothingToMint();
        maxSupply[id] = maxSupply_;
        emit TokenCreated(id, maxSupply_);
    }

    /// @notice Mints a reference. Reverts for one that was minted before, and beyond the supply of the token.
    function mintOnce(bytes32 ref, address to, uint256 id, uint256 amount) external onlyRole(MINTER_ROLE) {
        if (isMinted[ref]) revert AlreadyMinted(ref);
        _mintOnce(ref, to, id, amount);
    }

    /// @notice Mints many references. Those that were minted before, also earlier in the same batch, are skipped. Reverts as a
    /// whole beyond the supply of a token, and when a receiver refuses.
    function mintOnceBatch(
        bytes32[] calldata refs,
        address[] calldata to,
        uint256[] calldata ids,
        uint256[] calldata amounts
    ) external onlyRole(MINTER_ROLE) {
        if (refs.length != to.length || refs.length != ids.length || refs.length != amounts.length) {
            revert UnequalLengths();
        }
        for (uint256 i = 0; i < refs.length; ++i) {
            if (!isMinted[refs[i]]) _mintOnce(refs[i], to[i], ids[i], amounts[i]);
        }
    }

    /// @notice True if every reference was minted.
    function areMinted(bytes32[] calldata refs) external view returns (bool) {
        for (uint256 i = 0; i < refs.length; ++i) {
            if (!isMinted[refs[i]]) return false;
        }
        return true;
    }

    /// @notice Moves items of an owner whose key has signed the transfer (EIP-712), so that the owner needs no gas. Reverts for a
    /// reference that was used before, and after the deadline.
    function transferOnce(
        bytes32 ref,
        address from,
        address to,
        uint256 id,
        uint256 amount,
        uint256 deadline,
        bytes calldata signature
    ) external onlyRole(MINTER_ROLE) {
        if (isTransferred[from][ref]) revert AlreadyTransferred(ref);
        if (block.timestamp > deadline) revert TransferExpired(deadline);
        bytes32 signed = _hashTypedDataV4(keccak256(abi.encode(TRANSFER_TYPE, ref, from, to, id, amount, deadline)));
        (address signer, ECDSA.RecoverError error_,) = ECDSA.tryRecoverCalldata(signed, signature);
        if (error_ != ECDSA.RecoverError.NoError || signer != from) revert WrongSignature();
        isTransferred[from][ref] = true;
        emit TransferredOnce(ref, from, to, id, amount);
        _safeTransferFrom(from, to, id, amount, "");
    }

    function _mintOnce(bytes32 ref, address to, uint256 id, uint256 amount) private {
        if (amount == 0) revert NothingToMint();
        uint256 cap = maxSupply[id];
        if (cap == 0) revert UnknownToken(id);
        uint256 left = cap - minted[id];
        if (amount > left) revert MaxSupplyExceeded(id, amount, left);
        isMinted[ref] = true;
        minted[id] += amount;
        emit MintedOnce(ref, to, id, amount);
        _mint(to, id, amount, "");
    }

    function supportsInterface(bytes4 interfaceId)
        public
        view
        override(ERC1155, ERC2981, AccessControl)
        returns (bool)
    {
        return super.supportsInterface(interfaceId);
    }
}
